import { describe, expect, it } from 'vitest';
import { planBatch } from './batch-plan.ts';
import { readyCount } from './company.ts';
import { EmbedTask, type QueueEntry } from './embed-task.ts';
import { defaultQueueOptions } from './inference-options.ts';

function line(...lengths: readonly number[]): readonly QueueEntry[] {
  const texts = lengths.map((length) => ({
    ids: new Int32Array(length),
    truncated: false,
    spans: [],
    tokens: undefined,
  }));
  return new EmbedTask({ model: 'm', priority: 'bulk', texts, tokenizeMs: 0 }).entries;
}

const limits = { tokens: 512, texts: 64, runOverheadTokens: 16 };
const lengths = (batch: readonly QueueEntry[]): number[] => batch.map(({ length }) => length);

describe('a planned batch', () => {
  it('starts from the oldest text and adds the nearest in length', () => {
    expect(lengths(planBatch(line(100, 300, 101, 20, 99, 300), limits))).toEqual([100, 101, 99]);
  });

  it('stays within the token budget, padding included', () => {
    const batch = planBatch(line(...Array.from({ length: 40 }, () => 30)), limits);
    expect(batch).toHaveLength(17);
  });

  it('runs a text beyond the budget alone', () => {
    expect(lengths(planBatch(line(512, 512), { ...limits, tokens: 256 }))).toEqual([512]);
  });

  it('takes no text that would cost less alone than as padding', () => {
    expect(lengths(planBatch(line(40, 24), limits))).toEqual([40, 24]);
    expect(lengths(planBatch(line(40, 23), limits))).toEqual([40]);
    // One token more for each of seventeen rows is dearer than a run.
    expect(planBatch(line(...Array.from({ length: 17 }, () => 20), 21), limits)).toHaveLength(17);
  });

  it('leaves alone what a worker died with', () => {
    const waiting = line(10, 10, 10);
    waiting[0].crashes = 1;
    expect(planBatch(waiting, limits)).toEqual([waiting[0]]);
    expect(planBatch([waiting[1], waiting[0], waiting[2]], limits)).toEqual([waiting[1], waiting[2]]);
  });

  it('is empty where nothing waits', () => {
    expect(planBatch([], limits)).toEqual([]);
  });
});

describe('waiting for company', () => {
  const options = { ...defaultQueueOptions, maxQueueDelayMicroseconds: 5_000, preferredBatchSizes: [4, 8] };
  const batch = line(10, 10, 10, 10, 10);
  const { queuedAt } = batch[0];
  const early = { waiting: 5, texts: 64, now: queuedAt + 1 };

  it.each([
    ['not yet at a preferred size', batch.slice(0, 3), { ...early, waiting: 3 }, 0],
    ['past a preferred size', batch, early, 4],
    ['full', batch, { ...early, texts: 5 }, 5],
    ['with no room for the next text', batch, { ...early, waiting: 6 }, 5],
    ['as old as is allowed', batch.slice(0, 3), { ...early, waiting: 3, now: queuedAt + 5 }, 3],
    ['empty', [], { ...early, waiting: 0 }, 0],
  ])('a batch that is %s', (_name, planned, plan, count) => {
    expect(readyCount(planned, plan, options)).toBe(count);
  });
});
