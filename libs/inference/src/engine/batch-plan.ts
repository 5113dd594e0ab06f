import type { QueueEntry } from './embed-task.ts';

export interface BatchLimits {
  /** Rows times the longest row. */
  readonly tokens: number;
  readonly texts: number;
  /** What starting a run costs, in tokens: more padding than that is dearer than a run of its own. */
  readonly runOverheadTokens: number;
}

/** How far into the line the planner looks for texts of similar length. */
const window = 512;

/**
 * Chooses the texts of the next batch: the oldest one always, then those nearest to it in length, until rows times the
 * longest row reaches the token budget or a text would cost less alone than as padding. Sorting by length keeps padding
 * small; starting from the oldest keeps every text's wait bounded. Texts of equal length keep their order.
 *
 * A text that a worker died with runs alone, so that it cannot take others along a second time.
 */
export function planBatch(waiting: readonly QueueEntry[], limits: BatchLimits): QueueEntry[] {
  const oldest = waiting[0];
  if (oldest === undefined) return [];
  if (limits.texts === 1 || oldest.crashes > 0) return [oldest];
  const batch = [oldest];
  let longest = oldest.length;
  for (const entry of nearest(waiting, oldest)) {
    if (batch.length >= limits.texts) break;
    const width = Math.max(longest, entry.length);
    const padding = (width - longest) * batch.length + (width - entry.length);
    if (width * (batch.length + 1) > limits.tokens || padding > limits.runOverheadTokens) break;
    batch.push(entry);
    longest = width;
  }
  return batch;
}

function nearest(waiting: readonly QueueEntry[], { length }: QueueEntry): QueueEntry[] {
  return waiting
    .slice(1, window)
    .filter(({ crashes }) => crashes === 0)
    .sort((a, b) => Math.abs(a.length - length) - Math.abs(b.length - length));
}
