import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbedReply, Priority } from '@mingda/contracts';
import { startEngine } from '../../test/model-cache.ts';
import type { InferenceEngine } from './inference-engine.ts';
import type { InferenceOptions } from './inference-options.ts';

const model = 'bge-small-zh-v1.5-int8';
const workerFile = new URL('../../test/scripted.worker.ts', import.meta.url);

interface Running {
  readonly lengths: readonly number[];
}

let control: BroadcastChannel;
let runs: Running[];
let engine: InferenceEngine;

beforeEach(() => {
  runs = [];
  control = new BroadcastChannel('scripted-inference');
  control.onmessage = (event: unknown): void => {
    const { data } = event as { data: { event?: string } & Running };
    if (data.event === 'running') runs.push(data);
  };
});

afterEach(async () => {
  release(1000);
  await engine.close();
  control.close();
});

async function start(options: Partial<InferenceOptions> = {}): Promise<void> {
  engine = await startEngine({ workerFile, threads: 1, liveThreads: 0, ...options });
  await engine.load(model);
}

/** A request whose texts have the given number of characters, which is their number of tokens less two. */
function embed(priority: Priority, characters: readonly number[], signal?: AbortSignal): Promise<EmbedReply> {
  const items = characters.map((count) => ({ text: '字'.repeat(count) }));
  return engine.embed({ model, role: 'plain', priority, items, ...(signal === undefined ? {} : { signal }) });
}

function release(count: number): void {
  control.postMessage({ command: 'release', count });
}

/** Lengths of the first text of every batch so far, in characters. */
const order = (): number[] => runs.map(({ lengths }) => lengths[0] - 2);
const untilRunning = async (count: number): Promise<void> => {
  await expect.poll(() => runs.length).toBeGreaterThanOrEqual(count);
};
/** Replies and the worker's reports come by different ways: wait until the reports are here too. */
const untilReported = async (texts: number): Promise<void> => {
  await expect.poll(() => runs.reduce((sum, { lengths }) => sum + lengths.length, 0)).toBe(texts);
};
const line = (priority: Priority) => engine.metrics().models[0].queue[priority];

describe('priorities', () => {
  it('a live question runs before bulk texts that came earlier', async () => {
    await start();
    const bulk = [embed('bulk', [10]), embed('bulk', [300]), embed('bulk', [100])];
    await untilRunning(1);
    const live = embed('live', [5]);
    release(10);
    await Promise.all([...bulk, live]);
    await untilReported(4);
    expect(order()).toEqual([10, 5, 300, 100]);
  });

  it('bulk work gets its turn within eight live batches', async () => {
    await start();
    const first = embed('bulk', [10]);
    await untilRunning(1);
    const rest = [...Array.from({ length: 30 }, () => embed('live', [5])), embed('bulk', [200])];
    release(100);
    await Promise.all([first, ...rest]);
    await untilReported(32);
    expect(order().indexOf(200)).toBeGreaterThan(0);
    expect(order().indexOf(200)).toBeLessThanOrEqual(10);
  });

  it('neither line starves: live questions that never end let bulk through, bulk that never ends lets them through', async () => {
    await start({ queue: { liveBurst: 3 } });
    const asking = new AbortController();
    const endless = async (priority: Priority, characters: number): Promise<void> => {
      while (!asking.signal.aborted) await embed(priority, [characters]);
    };
    // Of very different lengths, so that no two share a batch.
    const running = [20, 60, 100].map((characters) => endless('live', characters));
    running.push(...[200, 300, 400].map((characters) => endless('bulk', characters)));
    for (let turn = 1; turn <= 40; turn += 1) {
      await untilRunning(turn);
      release(1);
    }
    asking.abort();
    release(100);
    await Promise.all(running);
    const lines = order()
      .slice(4, 40)
      .map((characters) => (characters < 200 ? 'live' : 'bulk'));
    const shares = lines.filter((line) => line === 'bulk').length;
    expect(shares).toBeGreaterThanOrEqual(36 / 4 - 2);
    expect(lines.length - shares).toBeGreaterThanOrEqual(36 / 2);
    expect(lines.join(' ')).not.toMatch(/(bulk ?){3}/);
  });

  it('a thread of its own takes live questions while bulk batches run', async () => {
    await start({ liveThreads: 1 });
    const bulk = embed('bulk', [500, 500, 500]);
    await untilRunning(1);
    const live = embed('live', [5]);
    await untilRunning(2);
    expect(order().slice(0, 2)).toEqual([500, 5]);
    release(100);
    await Promise.all([bulk, live]);
  });
});

describe('batches', () => {
  it('hold texts of similar length within the token budget', async () => {
    await start();
    const lengths = [40, 300, 41, 39, 290, 40, 5, 6, 42, 310];
    const reply = embed('bulk', lengths);
    release(100);
    expect((await reply).embeddings).toHaveLength(lengths.length);
    await untilReported(lengths.length);
    for (const { lengths: rows } of runs) {
      const widest = Math.max(...rows);
      expect(widest * rows.length).toBeLessThanOrEqual(512);
      expect(widest - Math.min(...rows)).toBeLessThanOrEqual(20);
    }
    expect(runs.length).toBeLessThan(lengths.length);
  });

  it('live questions run alone where company would change their vectors, until many wait', async () => {
    await start({ fixedRanges: false, queue: { liveAloneUpTo: 4 } });
    const few = Array.from({ length: 4 }, () => embed('live', [5]));
    release(4);
    await Promise.all(few);
    await untilReported(4);
    expect(runs.every(({ lengths }) => lengths.length === 1)).toBe(true);
    runs.length = 0;
    const many = Array.from({ length: 40 }, () => embed('live', [5]));
    release(100);
    await Promise.all(many);
    await untilReported(40);
    expect(Math.max(...runs.map(({ lengths }) => lengths.length))).toBeGreaterThan(8);
  });

  it('live questions that wait together run together', async () => {
    await start();
    const first = embed('live', [5]);
    await untilRunning(1);
    const waiting = Array.from({ length: 20 }, () => embed('live', [6]));
    release(10);
    await Promise.all([first, ...waiting]);
    await untilReported(21);
    expect(runs.map(({ lengths }) => lengths.length)).toEqual([1, 20]);
  });

  it('go at a preferred size at once, and the rest when its time is up', async () => {
    await start({ queue: { preferredBatchSizes: [2, 4], maxQueueDelayMicroseconds: 1_500_000 } });
    const questions = Array.from({ length: 5 }, () => embed('live', [5]));
    release(10);
    await Promise.all(questions);
    await untilReported(5);
    expect(runs.map(({ lengths }) => lengths.length)).toEqual([2, 2, 1]);
  });

  it('that wait for company keep no other work from running', async () => {
    await start({ queue: { maxQueueDelayMicroseconds: 60_000_000, maxBatchTexts: 2 } });
    const live = embed('live', [5]);
    release(10);
    const [bulk, company] = [embed('bulk', [100, 101]), embed('live', [6])];
    await Promise.all([live, bulk, company]);
    await untilReported(4);
    expect(order().toSorted((a, b) => a - b)).toEqual([5, 100]);
  });

  it('a live batch waits for company where configured', async () => {
    await start({ queue: { maxQueueDelayMicroseconds: 20_000_000, maxBatchTexts: 2 } });
    const questions = [embed('live', [5])];
    await new Promise((resolve) => setTimeout(resolve, 20));
    questions.push(embed('live', [5]));
    release(10);
    await Promise.all(questions);
    await untilReported(2);
    expect(runs.map(({ lengths }) => lengths.length)).toEqual([2]);
  });
});

describe('refusals', () => {
  it('a full line refuses at once, and takes work again when it has moved', async () => {
    await start({ queue: { maxQueued: { live: 2, bulk: 4 } } });
    const accepted = [embed('bulk', [10])];
    await untilRunning(1);
    accepted.push(embed('bulk', [20, 20, 20, 20]));
    await expect(embed('bulk', [30])).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
    accepted.push(embed('live', [5]));
    release(100);
    await Promise.all(accepted);
    await embed('bulk', [30]);
    expect(engine.metrics().models[0].refusals.full).toBe(1);
  });

  it('a request larger than the line is refused as such', async () => {
    await start({ queue: { maxQueued: { live: 2, bulk: 4 } } });
    await expect(embed('bulk', [1, 1, 1, 1, 1])).rejects.toMatchObject({ code: 'INVALID_INPUT', subject: 'items' });
  });

  it('a request that waited too long is told so and never runs', async () => {
    await start({ queue: { timeoutMs: { live: 50, bulk: 60_000 } } });
    const bulk = embed('bulk', [300]);
    await untilRunning(1);
    const live = await Promise.allSettled([embed('live', [5]), embed('live', [6])]);
    const late = { status: 'rejected', reason: { code: 'INFERENCE_TIMEOUT' } };
    expect(live).toMatchObject([late, late]);
    release(100);
    await bulk;
    await embed('bulk', [7]);
    await untilReported(2);
    expect(order()).toEqual([300, 7]);
    expect(line('live').depth).toBe(0);
  });

  it('a caller that hung up is dropped before compute', async () => {
    await start();
    const first = embed('bulk', [10]);
    await untilRunning(1);
    const hungUp = new AbortController();
    const dropped = embed('bulk', [200, 201], hungUp.signal);
    const kept = embed('bulk', [50]);
    await expect.poll(() => line('bulk').depth).toBe(3);
    hungUp.abort();
    await expect(dropped).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    expect(line('bulk').depth).toBe(1);
    release(100);
    await Promise.all([first, kept]);
    await untilReported(2);
    expect(order()).toEqual([10, 50]);
  });

  it('a passed deadline of the caller is a time-out, an abort before the call a cancellation', async () => {
    await start();
    const late = embed('bulk', [10], AbortSignal.timeout(30));
    await expect(late).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
    await expect(embed('bulk', [10], AbortSignal.abort())).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    release(10);
  });
});

describe('a worker that stops', () => {
  it('once: its requests run again on another one, and nobody notices', async () => {
    await start();
    const replies = [embed('bulk', [10]), embed('bulk', [200])];
    await untilRunning(1);
    control.postMessage({ command: 'crash' });
    await untilRunning(2);
    release(100);
    await Promise.all(replies);
    await untilReported(3);
    expect(order()).toEqual([10, 10, 200]);
    expect(engine.metrics().threads.general).toBe(1);
  });

  it('twice on the same request: that request fails by name, the next one works', async () => {
    await start();
    const unlucky = embed('bulk', [10]);
    const failed = expect(unlucky).rejects.toMatchObject({ code: 'INFERENCE_WORKER_CRASHED' });
    await untilRunning(1);
    control.postMessage({ command: 'crash' });
    await untilRunning(2);
    control.postMessage({ command: 'crash' });
    await failed;
    const next = embed('bulk', [20]);
    await untilRunning(3);
    release(100);
    await next;
    expect(engine.metrics().models[0].refusals.crashed).toBe(1);
  });
});

describe('a request that kills every worker', () => {
  it('takes no other down: those that ran beside it run again alone', async () => {
    await start();
    const first = embed('bulk', [10]);
    await untilRunning(1);
    const culprit = embed('bulk', [50]);
    const failed = expect(culprit).rejects.toMatchObject({ code: 'INFERENCE_WORKER_CRASHED' });
    const innocent = embed('bulk', [51, 52]);
    release(1);
    await first;
    await untilRunning(2);
    expect(runs[1].lengths).toHaveLength(3);
    const crash = (): void => control.postMessage({ command: 'crash' });
    crash();
    await untilRunning(3);
    expect(runs[2].lengths).toEqual([52]);
    crash();
    await failed;
    await untilRunning(4);
    release(100);
    expect((await innocent).embeddings).toHaveLength(2);
    await untilReported(1 + 3 + 1 + 2);
    expect(runs.slice(3).map(({ lengths }) => lengths.length)).toEqual([1, 1]);
  });
});

describe('closing', () => {
  it('finishes what was accepted and refuses what comes later', async () => {
    await start();
    const accepted = [embed('bulk', [10]), embed('bulk', [200])];
    await untilRunning(1);
    const closed = engine.close();
    await expect(embed('live', [5])).rejects.toMatchObject({ code: 'INFERENCE_SHUTTING_DOWN' });
    release(100);
    await closed;
    expect(await Promise.all(accepted)).toHaveLength(2);
  });

  it('fails what cannot finish in time', async () => {
    await start({ drainMs: 50 });
    const running = embed('bulk', [10]);
    await untilRunning(1);
    const waiting = embed('bulk', [200]);
    const failed = expect(waiting).rejects.toMatchObject({ code: 'INFERENCE_SHUTTING_DOWN' });
    const closed = engine.close();
    await failed;
    release(100);
    await closed;
    await running;
  });
});

describe('unloading', () => {
  it('waits for the last request and the last hold', async () => {
    await start();
    await engine.load(model);
    await engine.unload(model);
    expect(engine.metrics().models).toHaveLength(1);
    const reply = embed('bulk', [10]);
    await untilRunning(1);
    const unloaded = engine.unload(model);
    release(1);
    await Promise.all([reply, unloaded]);
    expect(engine.metrics().models).toHaveLength(0);
    expect(() => engine.countTokens(model, ['字'])).toThrow('MODEL_UNAVAILABLE');
    const again = embed('bulk', [10]);
    release(1);
    await again;
  });
});
