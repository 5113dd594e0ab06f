import { setTimeout as sleep } from 'node:timers/promises';
import { MingdaError } from '@mingda/platform';
import { isServiceError, leftCode, toFailure, verdictOf } from './call-failure.ts';
import { RetryBudget } from './retry-budget.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { Replica } from './replica.ts';

export interface FailoverOptions {
  readonly target: string;
  readonly replicas: ReplicaSet;
  /** Attempts of one call, the first included. */
  readonly maxAttempts?: number | undefined;
  readonly budget?: RetryBudget | undefined;
  /** A live call that takes longer counts against its replica. */
  readonly slowMs?: number | undefined;
}

export interface Attempt {
  readonly replica: Replica;
  /** When the whole call ends, in milliseconds since the epoch. */
  readonly deadline: number;
}

export interface CallLimits {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** False for bulk work, which may take minutes on a healthy replica. */
  readonly watchSlow: boolean;
}

const defaultAttempts = 4;
const defaultSlowMs = 5_000;
const firstBackoffMs = 50;
const maxBackoffMs = 1_000;

/**
 * Runs a call on one replica after another until one answers: at most so many attempts, within one deadline, within the
 * budget of the whole client, with a wait that grows and is drawn at random once every replica has been tried.
 */
export class Failover {
  readonly #target: string;
  readonly #replicas: ReplicaSet;
  readonly #maxAttempts: number;
  readonly #budget: RetryBudget;
  readonly #slowMs: number;

  constructor(options: FailoverOptions) {
    this.#target = options.target;
    this.#replicas = options.replicas;
    this.#maxAttempts = options.maxAttempts ?? defaultAttempts;
    this.#budget = options.budget ?? new RetryBudget();
    this.#slowMs = options.slowMs ?? defaultSlowMs;
  }

  /**
   * @param work one attempt; it rejects with the `ServiceError` of gRPC
   * @throws MingdaError the code that the service gave, `INFERENCE_UNAVAILABLE` when no replica can be asked
   */
  async run<T>(limits: CallLimits, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const deadline = Date.now() + limits.deadlineMs;
    const tried = new Set<Replica>();
    await this.#replicas.ready();
    this.#budget.deposit();
    for (let attempt = 1; ; attempt += 1) {
      if (limits.signal !== undefined && hasLeft(limits)) throw new MingdaError(leftCode(limits.signal));
      const replica = this.#replicas.pick(tried);
      if (replica === undefined) throw this.#replicas.unavailable();
      try {
        return await this.#attempt(replica, limits, () => work({ replica, deadline }));
      } catch (error) {
        if (!isServiceError(error)) throw error;
        const { retry } = verdictOf(error, hasLeft(limits));
        const again = retry && attempt < this.#maxAttempts;
        if (!again || !this.#budget.withdraw()) throw toFailure(error, this.#target, limits.signal);
        tried.add(replica);
        const wait = this.#backoff(attempt, tried);
        if (Date.now() + wait >= deadline) throw toFailure(error, this.#target, limits.signal);
        await sleep(wait, undefined, limits.signal === undefined ? {} : { signal: limits.signal }).catch(() => {});
      }
    }
  }

  async #attempt<T>(replica: Replica, limits: CallLimits, work: () => Promise<T>): Promise<T> {
    let judged = false;
    const judge = (outcome: 'success' | 'failure' | 'slow' | 'neutral'): void => {
      if (judged) return;
      judged = true;
      if (outcome === 'neutral') replica.circuit.release();
      else replica.circuit.record(outcome);
    };
    // Counted when the time is up and not at the answer: a replica that hangs gives none.
    const timer = limits.watchSlow ? setTimeout(() => judge('slow'), this.#slowMs) : undefined;
    replica.circuit.enter();
    replica.inFlight += 1;
    try {
      const answer = await work();
      judge('success');
      return answer;
    } catch (error) {
      if (isServiceError(error)) {
        const { outcome } = verdictOf(error, hasLeft(limits));
        if (outcome === 'failure') {
          replica.lastFailure = error.details;
          this.#replicas.refresh();
        }
        judge(outcome);
      } else judge('neutral');
      throw error;
    } finally {
      clearTimeout(timer);
      replica.inFlight -= 1;
    }
  }

  /** Full jitter; next to none while there is a replica that was not asked yet. */
  #backoff(attempt: number, tried: ReadonlySet<Replica>): number {
    const next = this.#replicas.pick(tried);
    const fresh = next !== undefined && !tried.has(next);
    const longest = fresh ? firstBackoffMs / 5 : Math.min(firstBackoffMs * 2 ** attempt, maxBackoffMs);
    return Math.random() * longest;
  }
}

function hasLeft({ signal }: CallLimits): boolean {
  return signal?.aborted === true;
}
