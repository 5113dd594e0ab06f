import type { RecognisedPicture, TextRecogniser } from '@mingda/files';
import { expect, test } from 'vitest';
import { TurnTakingReader } from './turn-taking-reader.ts';

const picture: RecognisedPicture = { width: 1, height: 1, quarterTurns: 0, lines: [] };
const pages = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ key: `page ${at + 1}`, kind: 'page', page: at + 1 }) as const);

/** Reads one file after the other, and remembers which pictures came in which order. */
class OneAfterTheOther implements TextRecogniser {
  readonly order: string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  read(...[request, run]: Parameters<TextRecogniser['read']>): ReturnType<TextRecogniser['read']> {
    const reading = this.#last.then(() => {
      run?.signal?.throwIfAborted();
      return new Map(
        request.wanted.map(({ key }, at) => {
          this.order.push(`${request.content.byteLength} ${key}`);
          run?.onProgress?.(at + 1, request.wanted.length);
          return [key, picture];
        }),
      );
    });
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async close(): Promise<void> {
    await this.#last;
  }
}

test('a photo comes in after a few pages of a long scan, and the scan is read to its end', async () => {
  const inner = new OneAfterTheOther();
  const reader = new TurnTakingReader(inner);
  const progress: string[] = [];
  const scan = reader.read(
    { content: new Uint8Array(2), wanted: pages(40) },
    { onProgress: (done, total) => progress.push(`${done}/${total}`) },
  );
  const photo = reader.read({ content: new Uint8Array(1), wanted: pages(1) });
  expect((await photo).size).toBe(1);
  expect(inner.order.indexOf('1 page 1')).toBe(8);
  expect((await scan).size).toBe(40);
  expect([progress[0], progress[8], progress.at(-1)]).toEqual(['1/40', '9/40', '40/40']);
});

test('called off, it begins no further turn', async () => {
  const inner = new OneAfterTheOther();
  const controller = new AbortController();
  const reading = new TurnTakingReader(inner).read(
    { content: new Uint8Array(2), wanted: pages(40) },
    { signal: controller.signal, onProgress: (done) => done === 8 && controller.abort(new Error('enough')) },
  );
  await expect(reading).rejects.toThrow('enough');
  expect(inner.order).toHaveLength(8);
});
