import { availableParallelism } from 'node:os';
import type { Priority } from '@mingda/contracts';
import type { GenerationQueueOptions } from './generation-queue.ts';

export interface GenerationLimits extends GenerationQueueOptions {
  /** Most tokens of one answer. */
  readonly maxTokens: number;
  /** Longest time from acceptance to the last piece, by priority. */
  readonly timeoutMs: Readonly<Record<Priority, number>>;
  /** A process that writes nothing for this long is ended and started again. */
  readonly stallMs: number;
  /** How long a run may take to heed a cancellation before its process is ended. */
  readonly cancelMs: number;
  /** How long `close` lets answers under way finish. */
  readonly drainMs: number;
}

export const generationDefaults: GenerationLimits = {
  parallel: 1,
  maxQueued: { live: 32, bulk: 256 },
  liveBurst: 8,
  maxTokens: 1024,
  timeoutMs: { live: 120_000, bulk: 600_000 },
  stallMs: 90_000,
  cancelMs: 5_000,
  drainMs: 10_000,
};

const mostThreads = 8;

/**
 * Half of the cores: the threads of llama.cpp wait for each other without sleeping, so that one which does not get its
 * core holds up all of them. The other half embeds and searches.
 */
export const defaultGenerationThreads = (): number =>
  Math.max(1, Math.min(Math.floor(availableParallelism() / 2), mostThreads));
