import type { QueueEntry } from './embed-task.ts';

export interface BatchLimits {
  /** Rows times the longest row. */
  readonly tokens: number;
  readonly texts: number;
}

/** How far into the line the planner looks for texts of similar length. */
const window = 512;

/** Padded tokens over real ones that a batch may reach: a short text beside a long one costs more than a run of its own. */
const maxPadding = 1.15;

/**
 * Chooses the texts of the next batch: the oldest one always, then those nearest to it in length, until rows times the
 * longest row reaches the token budget. Sorting by length keeps padding small; starting from the oldest keeps every
 * text's wait bounded. Texts of equal length keep their order.
 *
 * With dynamic quantisation the scale of an activation is taken over the whole batch, so a vector depends on its
 * neighbours. The caller therefore sets `texts` to 1 for a live question: its vector is then the same every time.
 */
export function planBatch(waiting: readonly QueueEntry[], limits: BatchLimits): QueueEntry[] {
  const [oldest, ...others] = waiting.slice(0, limits.texts === 1 ? 1 : window);
  if (oldest === undefined) return [];
  const batch = [oldest];
  let longest = oldest.length;
  let tokens = oldest.length;
  others.sort((a, b) => Math.abs(a.length - oldest.length) - Math.abs(b.length - oldest.length));
  for (const entry of others) {
    if (batch.length >= limits.texts) break;
    const width = Math.max(longest, entry.length);
    const padded = width * (batch.length + 1);
    if (padded > limits.tokens || padded > (tokens + entry.length) * maxPadding) break;
    batch.push(entry);
    longest = width;
    tokens += entry.length;
  }
  return batch;
}
