import type { ErrorCode } from '@mingda/contracts';
import type { MingdaError } from '@mingda/platform';

export interface RetryPlan {
  /** Tries in all. */
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Something elsewhere does not answer: that may last, and every document would meet it. Two hours in all. */
const remote: RetryPlan = { attempts: 16, firstMs: 2_000, longestMs: 15 * 60_000 };
/** Something of ours failed that should not: once more may help, often will not. */
const own: RetryPlan = { attempts: 5, firstMs: 2_000, longestMs: 60_000 };

const remoteCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DATABASE_UNAVAILABLE',
  'INFERENCE_QUEUE_FULL',
  'INFERENCE_SHUTTING_DOWN',
  'INFERENCE_TIMEOUT',
  'INFERENCE_UNAVAILABLE',
  'MODEL_UNAVAILABLE',
  'TOO_MANY_REQUESTS',
]);

/** How often and when a fault is tried again; null for one that no further try can help. */
export function retryPlanOf({ code, entry }: MingdaError): RetryPlan | null {
  if (!entry.retryable) return null;
  return remoteCodes.has(code) ? remote : own;
}

/**
 * Milliseconds until the next try: doubled with each, up to a tenth more by chance, so that documents that failed
 * together do not come back together.
 * @param failed tries that have failed, at least 1
 */
export function retryDelayMs(plan: RetryPlan, failed: number, chance = Math.random()): number {
  return Math.round(Math.min(plan.longestMs, plan.firstMs * 2 ** (failed - 1)) * (1 + chance / 10));
}
