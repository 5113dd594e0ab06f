import type { QueueEntry } from './embed-task.ts';
import type { QueueOptions } from './inference-options.ts';

/**
 * How many texts of a planned batch go now, 0 when it waits for company: all once the oldest has waited
 * `maxQueueDelayMicroseconds` or nothing more would fit; before that as many as the largest preferred size that is reached.
 * @param plan.waiting texts in the line, the planned ones among them
 * @param plan.texts the most that a batch may hold
 */
export function readyCount(
  batch: readonly QueueEntry[],
  plan: { readonly waiting: number; readonly texts: number; readonly now: number },
  { maxQueueDelayMicroseconds, preferredBatchSizes }: QueueOptions,
): number {
  const [oldest] = batch;
  if (oldest === undefined) return 0;
  const isDue = plan.now - oldest.queuedAt >= maxQueueDelayMicroseconds / 1000;
  const isFull = batch.length === plan.texts || batch.length < plan.waiting;
  if (isDue || isFull || oldest.crashes > 0) return batch.length;
  return Math.max(0, ...preferredBatchSizes.filter((size) => size <= batch.length));
}
