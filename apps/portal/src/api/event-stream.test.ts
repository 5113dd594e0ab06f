import { expect, it } from 'vitest';
import { readEvents } from './event-stream.ts';

function bodyOf(...pieces: (string | Uint8Array<ArrayBuffer>)[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

async function collect(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

it('reads events however the bytes are cut', async () => {
  expect(await collect(bodyOf('data: {"a":1}\n', '\ndata: {"a"', ':2}\n\n'))).toEqual([{ a: 1 }, { a: 2 }]);
});

it('reads a character that is cut in two', async () => {
  const bytes = new TextEncoder().encode('data: {"a":"答"}\n\n');
  const cut = bytes.indexOf(0xad);
  expect(await collect(bodyOf(bytes.slice(0, cut), bytes.slice(cut)))).toEqual([{ a: '答' }]);
});

it('skips comments and other fields and joins data lines', async () => {
  expect(await collect(bodyOf(': open\r\n\r\nevent: text\r\nid: 1\r\ndata: {"a":\r\ndata: 1}\r\n\r\n'))).toEqual([
    { a: 1 },
  ]);
});
