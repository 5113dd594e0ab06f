import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EmbedReply, Priority } from '@mingda/contracts';
import { startEngine } from '../../test/model-cache.ts';
import type { InferenceEngine } from './inference-engine.ts';
import type { InferenceOptions } from './inference-options.ts';

const model = 'bge-small-zh-v1.5-int8';
const workerFile = new URL('../../test/faulty.worker.ts', import.meta.url);
const names = { abort: 31, 'kill -9': 32, exception: 33, 'endless run': 35 } as const;
const onPosix = process.platform !== 'win32';
let engine: InferenceEngine;

afterEach(() => engine.close());

async function start(options: Partial<InferenceOptions>): Promise<void> {
  engine = await startEngine({ liveThreads: 0, ...options });
  await engine.load(model);
}

/** Two of the tokens are special. */
const embed = (priority: Priority, tokens: number): Promise<EmbedReply> =>
  engine.embed({ model, role: 'plain', priority, items: [{ text: '字'.repeat(tokens - 2) }] });

/** Process numbers of the workers that belong to this test. */
function workers(): number[] {
  const table = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return table
    .split('\n')
    .filter((line) => line.includes('.worker.'))
    .map((line) => Number.parseInt(line, 10));
}

describe.runIf(onPosix)('workers as processes', () => {
  it.each(['abort', 'kill -9', 'exception'] as const)(
    'survive the %s of one: the request that brings it fails by name, all others are answered',
    async (fault) => {
      await start({ isolation: 'process', workerFile, threads: 2 });
      const others = Array.from({ length: 30 }, (_, index) => embed('bulk', 5 + index * 12 + (index > 1 ? 10 : 0)));
      await expect(embed('live', names[fault])).rejects.toMatchObject({ code: 'INFERENCE_WORKER_CRASHED' });
      expect(await Promise.all(others)).toHaveLength(30);
      expect((await embed('live', 8)).embeddings).toHaveLength(1);
      await vi.waitFor(() => expect(engine.metrics().threads.general).toBe(2), { timeout: 10_000 });
    },
  );

  it('answer everything although one is killed again and again under load', async () => {
    await start({
      isolation: 'process',
      threads: 2,
      queue: { timeoutMs: { live: 120_000, bulk: 120_000 } },
    });
    const request = (index: number): Promise<EmbedReply> =>
      engine.embed({
        model,
        role: 'plain',
        priority: index % 3 === 0 ? 'live' : 'bulk',
        items: [{ text: '公司制度'.repeat(1 + (index % 20)) }],
      });
    const expected = await Promise.all(Array.from({ length: 20 }, (_, index) => request(index)));
    const replies = Array.from({ length: 240 }, (_, index) => request(index));
    let settled = 0;
    for (const reply of replies) {
      const count = (): void => {
        settled += 1;
      };
      reply.then(count, count);
    }
    for (const share of [20, 90, 160]) {
      await vi.waitFor(() => expect(settled).toBeGreaterThan(share), { timeout: 30_000, interval: 5 });
      await vi.waitFor(() => expect(engine.metrics().threads.general).toBe(2), { timeout: 10_000, interval: 5 });
      process.kill(workers()[0], 'SIGKILL');
    }
    for (const [index, reply] of (await Promise.all(replies)).entries())
      expect(reply.embeddings[0].vector).toEqual(expected[index % 20].embeddings[0].vector);
  }, 120_000);

  it('are ended when they do not end by themselves', async () => {
    await start({ isolation: 'process', workerFile, threads: 1, drainMs: 50 });
    const stuck = expect(embed('bulk', names['endless run'])).rejects.toMatchObject({
      code: 'INFERENCE_SHUTTING_DOWN',
    });
    await expect.poll(() => workers()).toHaveLength(1);
    await engine.close();
    await stuck;
    expect(workers()).toEqual([]);
  });
});

describe('workers as threads', () => {
  it('survive the exception of one', async () => {
    await start({ workerFile, threads: 2 });
    const others = Array.from({ length: 30 }, (_, index) => embed('bulk', 5 + index * 12 + (index > 1 ? 10 : 0)));
    await expect(embed('live', names.exception)).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_CRASHED',
      detail: expect.stringContaining('planted'),
    });
    expect(await Promise.all(others)).toHaveLength(30);
    expect((await embed('live', 8)).embeddings).toHaveLength(1);
  });
});
