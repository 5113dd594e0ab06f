export type Outcome = 'success' | 'failure' | 'slow';
export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitOptions {
  /** Outcomes that are looked back on. */
  readonly window: number;
  /** No verdict below this many; this many in a row without a success are one. */
  readonly minCalls: number;
  /** Shares of the window, 0 to 1, from which the circuit opens. */
  readonly failureRate: number;
  readonly slowRate: number;
  /** First time that it stays open; doubled at each failed probe up to the longest. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly now: () => number;
  /** 0 to 1; spreads the probes of many clients. */
  readonly random: () => number;
}

const defaultCircuitOptions: CircuitOptions = {
  window: 20,
  minCalls: 5,
  failureRate: 0.5,
  slowRate: 0.5,
  openMs: 2_000,
  maxOpenMs: 30_000,
  now: () => performance.now(),
  random: Math.random,
};

const jitter = 0.2;

/**
 * Keeps calls away from a replica that fails or is too slow (M. Nygard, Release It!, 2007). Closed: calls pass and are
 * counted. Open: none passes. Half-open, after a while: one call at a time probes, and its outcome decides.
 */
export class CircuitBreaker {
  readonly #options: CircuitOptions;
  #outcomes: Outcome[] = [];
  #state: CircuitState = 'closed';
  #openUntil = 0;
  #openings = 0;
  #probing = false;
  #cause: 'failure' | 'slow' | undefined;

  constructor(options: Partial<CircuitOptions> = {}) {
    this.#options = { ...defaultCircuitOptions, ...options };
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** Why it opened last; undefined while closed. */
  get cause(): 'failure' | 'slow' | undefined {
    return this.#cause;
  }

  /** True when a call may go now. */
  get passable(): boolean {
    if (this.#state === 'open' && this.#options.now() >= this.#openUntil) this.#state = 'half-open';
    return this.#state === 'closed' || (this.#state === 'half-open' && !this.#probing);
  }

  /** A call goes: in the half-open state it is the probe. */
  enter(): void {
    if (this.#state === 'half-open') this.#probing = true;
  }

  /** The replica says that it is well again: the next call may probe at once. Slowness is for calls alone to judge. */
  probeNow(): void {
    if (this.#state === 'open' && this.#cause === 'failure') this.#openUntil = this.#options.now();
  }

  /** A call has ended and says nothing about the replica, such as one that the caller took back. */
  release(): void {
    this.#probing = false;
  }

  record(outcome: Outcome): void {
    const probed = this.#state === 'half-open';
    this.#probing = false;
    if (probed && outcome === 'success') {
      this.#close();
      return;
    }
    if (probed) {
      this.#open(outcome === 'slow' ? 'slow' : 'failure');
      return;
    }
    if (this.#state === 'open') return;
    this.#outcomes.push(outcome);
    if (this.#outcomes.length > this.#options.window) this.#outcomes.shift();
    const { minCalls, failureRate, slowRate } = this.#options;
    if (this.#outcomes.length < minCalls) return;
    // A replica that hangs gives no answers that could fill the window: a few in a row are enough.
    const row = this.#outcomes.slice(-minCalls);
    if (row.every((it) => it === 'failure') || this.#share('failure') >= failureRate) this.#open('failure');
    else if (row.every((it) => it !== 'success') || this.#share('slow') >= slowRate) this.#open('slow');
  }

  #share(outcome: Outcome): number {
    return this.#outcomes.filter((it) => it === outcome).length / this.#outcomes.length;
  }

  #open(cause: 'failure' | 'slow'): void {
    const { openMs, maxOpenMs, now, random } = this.#options;
    const length = Math.min(openMs * 2 ** this.#openings, maxOpenMs);
    this.#openings += 1;
    this.#openUntil = now() + length * (1 - jitter + 2 * jitter * random());
    this.#state = 'open';
    this.#cause = cause;
    this.#outcomes = [];
  }

  #close(): void {
    this.#state = 'closed';
    this.#openings = 0;
    this.#cause = undefined;
    this.#outcomes = [];
  }
}
