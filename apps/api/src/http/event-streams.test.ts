import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { EventStreams } from './event-streams.ts';

const present = new AbortController().signal;

describe('server-sent events', () => {
  it('are written in order with their names, and end with the producer', async () => {
    const stream = await new EventStreams().start(present, async (sink) => {
      await sink.send('text', { text: '第一行\n第二行' });
      await sink.send('answer', { ok: true });
    });
    expect(stream.getHeaders().type).toBe('text/event-stream; charset=utf-8');
    expect(await text(stream.getStream())).toBe(
      ': open\n\nevent: text\ndata: {"text":"第一行\\n第二行"}\n\nevent: answer\ndata: {"ok":true}\n\n',
    );
  });

  it('do not begin when the producer fails first, so that the failure can be a status', async () => {
    const failing = new EventStreams().start(present, () => Promise.reject(new Error('no such collection')));
    await expect(failing).rejects.toThrow('no such collection');
  });

  it('stop the producer when the client leaves', async () => {
    const client = new AbortController();
    let stopped = false;
    const stream = await new EventStreams().start(client.signal, async (sink, signal) => {
      sink.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      stopped = true;
    });
    client.abort();
    await text(stream.getStream());
    expect(stopped).toBe(true);
  });

  it('stop when the server stops', async () => {
    const streams = new EventStreams();
    const stream = await streams.start(present, async (sink, signal) => {
      sink.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    streams.beforeApplicationShutdown();
    expect(await text(stream.getStream())).toBe(': open\n\n');
  });

  it('wait for a client that reads slowly instead of piling up', async () => {
    let sent = 0;
    const stream = await new EventStreams().start(present, async (sink) => {
      for (let index = 0; index < 64; index += 1) {
        await sink.send('text', 'x'.repeat(4096));
        sent += 1;
      }
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBeLessThan(64);
    await text(stream.getStream());
    expect(sent).toBe(64);
  });
});
