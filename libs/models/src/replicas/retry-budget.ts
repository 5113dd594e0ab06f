/** What a call earns, so that retries stay below a fifth of the calls in the long run. */
const perCall = 0.2;

/**
 * Bounds retries over all calls of a client: without it every client of an overloaded service multiplies the load. The
 * reserve lets the calls that one replica held when it died go to another one all at once.
 */
export class RetryBudget {
  readonly #reserve: number;
  #tokens: number;

  /** @param reserve most retries that may be saved up; the budget starts full */
  constructor(reserve = 500) {
    this.#reserve = reserve;
    this.#tokens = reserve;
  }

  deposit(): void {
    this.#tokens = Math.min(this.#reserve, this.#tokens + perCall);
  }

  /** False when there is no retry left to spend. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
