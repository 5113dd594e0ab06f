import { describe, expect, it } from 'vitest';
import { planBatch } from './batch-plan.ts';
import { readyCount } from './company.ts';
import { EmbedTask, type QueueEntry } from './embed-task.ts';
import { defaultQueueOptions } from './inference-options.ts';

function line(...lengths: readonly number[]): readonly QueueEntry[] {
  const texts = lengths.map((length) => ({
    ids: new Int32Array(length),
    secondFrom: length,
    truncated: false,
    spans: [],
    tokens: undefined,
  }));
  return new EmbedTask({ model: 'm', priority: 'bulk', texts, tokenizeMs: 0 }).entries;
}

const limits = { tokens: 512, texts: 64, runOverheadTokens: 12 };
function cost(rows: readonly number[]): number {
  const padded = Math.max(...rows) * rows.length;
  if (padded > limits.tokens && rows.length > 1) return Infinity;
  return (limits.runOverheadTokens + padded) / rows.reduce((sum, length) => sum + length, 0);
}
const lengths = (batch: readonly QueueEntry[]): number[] => batch.map(({ length }) => length);

describe('a planned batch', () => {
  it('is the oldest text with its neighbours in length', () => {
    expect(lengths(planBatch(line(100, 300, 101, 20, 99, 300), limits))).toEqual([99, 100, 101]);
  });

  it('stays within the token budget, padding included', () => {
    const batch = planBatch(line(...Array.from({ length: 40 }, () => 30)), limits);
    expect(batch).toHaveLength(17);
  });

  it('holds no more texts than allowed, the oldest among them', () => {
    const waiting = line(...Array.from({ length: 9 }, () => 10));
    const batch = planBatch(waiting, { ...limits, texts: 4 });
    expect(batch).toHaveLength(4);
    expect(batch).toContain(waiting[0]);
  });

  it('runs a text beyond the budget alone', () => {
    expect(lengths(planBatch(line(512, 512), { ...limits, tokens: 256 }))).toEqual([512]);
  });

  it('takes no text that makes a token dearer', () => {
    // (12 + 24) / 24 alone, (12 + 2 * 24) / 44 with 20, (12 + 2 * 24) / 32 with 8.
    expect(lengths(planBatch(line(24, 20), limits))).toEqual([20, 24]);
    expect(lengths(planBatch(line(24, 8), limits))).toEqual([24]);
  });

  it('keeps padding small where many lengths wait', () => {
    const waiting = line(16, ...Array.from({ length: 60 }, (_, index) => 8 + (index % 17)));
    const batch = planBatch(waiting, limits);
    const real = lengths(batch).reduce((sum, length) => sum + length, 0);
    const padded = Math.max(...lengths(batch)) * batch.length;
    expect(batch.length).toBeGreaterThanOrEqual(8);
    expect(padded / real).toBeLessThan(1.12);
    expect(batch).toContain(waiting[0]);
  });

  it('is as good as the best of all runs around the oldest text', () => {
    for (let seed = 1; seed < 40; seed += 1) {
      const waiting = line(
        ...Array.from({ length: 12 }, (_, index) => 5 + ((seed * 7919 + index * index * 104_729) % 90)),
      );
      const sorted = lengths(waiting).toSorted((a, b) => a - b);
      const middle = sorted.indexOf(waiting[0].length);
      const costs: number[] = [];
      for (let from = 0; from <= middle; from += 1) {
        for (let to = middle; to < sorted.length; to += 1) costs.push(cost(sorted.slice(from, to + 1)));
      }
      expect(cost(lengths(planBatch(waiting, limits)))).toBe(Math.min(...costs));
    }
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
