import { availableParallelism } from 'node:os';
import type { Logger } from '@mingda/platform';
import type { ModelRegistry } from '../registry/model-registry.ts';
import type { ModelStore } from '../store/model-store.ts';
import type { Isolation } from './worker-channel.ts';

export interface QueueOptions {
  /** Padded tokens of one batch: beyond about 512 a CPU gets slower per token, not faster. */
  readonly maxBatchTokens: number;
  readonly maxBatchTexts: number;
  /** Texts that may wait for one model, by priority; the next request is refused at once. */
  readonly maxQueued: { readonly live: number; readonly bulk: number };
  /** Longest time from acceptance to answer, by priority. */
  readonly timeoutMs: { readonly live: number; readonly bulk: number };
  /** How long a batch that is not full waits for company, counted from its oldest text; 0 takes what is there. */
  readonly maxQueueDelayMicroseconds: number;
  /** Sizes at which a batch goes without waiting longer. */
  readonly preferredBatchSizes: readonly number[];
  /** What starting a run costs, in tokens: batches are planned so that a token costs least. */
  readonly runOverheadTokens: number;
  /** Live texts whose vectors depend on their company run alone until more than this many wait. */
  readonly liveAloneUpTo: number;
  /** Live batches that general workers may run in a row while bulk work waits. */
  readonly liveBurst: number;
}

export interface InferenceOptions {
  readonly store: ModelStore;
  readonly registry: ModelRegistry;
  readonly logger: Logger;
  /** Workers for all work, live first; one for each core, at most 4, when absent. */
  readonly threads?: number | undefined;
  /** Workers kept for live questions beside them, 1 by default: a run cannot be interrupted. */
  readonly liveThreads?: number | undefined;
  /** Threads inside one run; 1 by default, because whole batches side by side use the cores better. */
  readonly intraOpThreads?: number | undefined;
  /** What computes: `cpu` by default; see `openDevice` for the others and for what `auto` does. */
  readonly device?: string | undefined;
  /** Folder that optional packages are installed in, for models whose entry names one. */
  readonly runtimesDir?: string | undefined;
  /** Workers as threads of this process, the default, or as processes that may die alone. */
  readonly isolation?: Isolation | undefined;
  /** Quantise activations with fitted ranges, so that vectors do not depend on their company; on by default. */
  readonly fixedRanges?: boolean | undefined;
  readonly queue?: Partial<QueueOptions> | undefined;
  /** How long `close` lets accepted requests finish; 10 s by default. */
  readonly drainMs?: number | undefined;
  /** Another worker file that speaks the same messages. */
  readonly workerFile?: URL | undefined;
}

export const defaultQueueOptions: QueueOptions = {
  maxBatchTokens: 512,
  maxBatchTexts: 64,
  maxQueued: { live: 1024, bulk: 16_384 },
  timeoutMs: { live: 15_000, bulk: 600_000 },
  maxQueueDelayMicroseconds: 0,
  preferredBatchSizes: [],
  runOverheadTokens: 18,
  liveAloneUpTo: 16,
  liveBurst: 8,
};

export const defaultThreads = (): number => Math.min(availableParallelism(), 4);
