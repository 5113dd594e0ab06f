import type { QueueEntry } from './embed-task.ts';

export interface BatchLimits {
  /** Rows times the longest row. */
  readonly tokens: number;
  readonly texts: number;
  /** What starting a run costs, in tokens. */
  readonly runOverheadTokens: number;
}

/** How far into the line the planner looks for texts of similar length. */
const window = 512;

/**
 * Chooses the texts of the next batch: the oldest one always, with neighbours in length, so that a token costs least. The
 * cost of a batch is that of starting it plus rows times the longest row: more texts share the start, texts of other
 * lengths bring padding. Starting from the oldest keeps every text's wait bounded.
 *
 * A text that a worker died with runs alone, so that it cannot take others along a second time.
 */
export function planBatch(waiting: readonly QueueEntry[], limits: BatchLimits): QueueEntry[] {
  const oldest = waiting[0];
  if (oldest === undefined) return [];
  if (limits.texts === 1 || oldest.crashes > 0) return [oldest];
  const byLength = waiting
    .slice(0, window)
    .filter(({ crashes }) => crashes === 0)
    .toSorted((a, b) => a.length - b.length);
  return cheapest(byLength, byLength.indexOf(oldest), limits);
}

/** The run of texts around `middle` whose tokens cost least. */
function cheapest(byLength: readonly QueueEntry[], middle: number, limits: BatchLimits): QueueEntry[] {
  let best = { from: middle, to: middle, cost: Infinity };
  let above = 0;
  for (let to = middle; to < byLength.length && to - middle < limits.texts; to += 1) {
    const width = byLength[to].length;
    if (to > middle && width * (to - middle + 1) > limits.tokens) break;
    above += width;
    let tokens = above;
    for (let from = middle; from >= 0; from -= 1) {
      const rows = to - from + 1;
      if (rows > limits.texts || (rows > 1 && width * rows > limits.tokens)) break;
      if (from < middle) tokens += byLength[from].length;
      const cost = (limits.runOverheadTokens + width * rows) / tokens;
      if (cost < best.cost) best = { from, to, cost };
    }
  }
  return byLength.slice(best.from, best.to + 1);
}
