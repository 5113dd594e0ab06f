/** How models run in a process, and how requests wait for them; the defaults are those of the engine. */
export interface InferenceEngineConfig {
  /** Threads or processes; by the program when absent. */
  readonly isolation: 'thread' | 'process' | undefined;
  readonly liveThreads: number;
  readonly intraOpThreads: number;
  readonly fixedRanges: boolean;
  readonly queue: {
    readonly maxBatchTokens: number;
    readonly maxBatchTexts: number;
    readonly preferredBatchSizes: readonly number[];
    readonly maxQueueDelayMicroseconds: number;
    readonly maxQueued: { readonly live: number; readonly bulk: number };
    readonly timeoutMs: { readonly live: number; readonly bulk: number };
    readonly liveBurst: number;
  };
}

interface Settings {
  readonly MINGDA_INFERENCE_ISOLATION?: 'thread' | 'process' | undefined;
  readonly MINGDA_INFERENCE_LIVE_THREADS: number;
  readonly MINGDA_INFERENCE_INTRA_OP_THREADS: number;
  readonly MINGDA_INFERENCE_FIXED_RANGES: 'on' | 'off';
  readonly MINGDA_INFERENCE_MAX_BATCH_TOKENS: number;
  readonly MINGDA_INFERENCE_MAX_BATCH_TEXTS: number;
  readonly MINGDA_INFERENCE_PREFERRED_BATCH_SIZES: readonly number[];
  readonly MINGDA_INFERENCE_MAX_QUEUE_DELAY_US: number;
  readonly MINGDA_INFERENCE_MAX_QUEUED_LIVE: number;
  readonly MINGDA_INFERENCE_MAX_QUEUED_BULK: number;
  readonly MINGDA_INFERENCE_TIMEOUT_LIVE_MS: number;
  readonly MINGDA_INFERENCE_TIMEOUT_BULK_MS: number;
  readonly MINGDA_INFERENCE_LIVE_BURST: number;
}

export function inferenceEngineSettings(it: Settings): InferenceEngineConfig {
  return {
    isolation: it.MINGDA_INFERENCE_ISOLATION,
    liveThreads: it.MINGDA_INFERENCE_LIVE_THREADS,
    intraOpThreads: it.MINGDA_INFERENCE_INTRA_OP_THREADS,
    fixedRanges: it.MINGDA_INFERENCE_FIXED_RANGES === 'on',
    queue: {
      maxBatchTokens: it.MINGDA_INFERENCE_MAX_BATCH_TOKENS,
      maxBatchTexts: it.MINGDA_INFERENCE_MAX_BATCH_TEXTS,
      preferredBatchSizes: it.MINGDA_INFERENCE_PREFERRED_BATCH_SIZES,
      maxQueueDelayMicroseconds: it.MINGDA_INFERENCE_MAX_QUEUE_DELAY_US,
      maxQueued: { live: it.MINGDA_INFERENCE_MAX_QUEUED_LIVE, bulk: it.MINGDA_INFERENCE_MAX_QUEUED_BULK },
      timeoutMs: { live: it.MINGDA_INFERENCE_TIMEOUT_LIVE_MS, bulk: it.MINGDA_INFERENCE_TIMEOUT_BULK_MS },
      liveBurst: it.MINGDA_INFERENCE_LIVE_BURST,
    },
  };
}
