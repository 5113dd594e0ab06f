/** Counts of values up to each bound; the last count is everything above. */
export interface HistogramSnapshot {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  record(value: number): void {
    const index = this.#bounds.findIndex((bound) => value <= bound);
    this.#counts[index === -1 ? this.#bounds.length : index] += 1;
    this.#sum += value;
    this.#count += 1;
  }

  snapshot(): HistogramSnapshot {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sum, count: this.#count };
  }
}

const milliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const powersOfTwo = [1, 2, 4, 8, 16, 32, 64, 128];
const tokenBounds = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

export const refusals = ['full', 'timeout', 'cancelled', 'crashed', 'failed', 'closing'] as const;
export type Refusal = (typeof refusals)[number];

export interface ModelCounters {
  readonly requests: number;
  readonly texts: number;
  readonly tokens: number;
  /** Tokens that ran, with the padding. */
  readonly paddedTokens: number;
  readonly refusals: Readonly<Record<Refusal, number>>;
  readonly batchTexts: HistogramSnapshot;
  /** Tokens of a batch, with padding. */
  readonly batchTokens: HistogramSnapshot;
  readonly queueMs: { readonly live: HistogramSnapshot; readonly bulk: HistogramSnapshot };
  readonly computeMs: HistogramSnapshot;
}

/** What one model has done since it was loaded. */
export class ModelMetrics {
  #requests = 0;
  #texts = 0;
  #tokens = 0;
  #paddedTokens = 0;
  readonly #refusals: Record<Refusal, number> = {
    full: 0,
    timeout: 0,
    cancelled: 0,
    crashed: 0,
    failed: 0,
    closing: 0,
  };
  readonly #batchTexts = new Histogram(powersOfTwo);
  readonly #batchTokens = new Histogram(tokenBounds);
  readonly #computeMs = new Histogram(milliseconds);
  readonly queueMs = { live: new Histogram(milliseconds), bulk: new Histogram(milliseconds) };

  accepted(texts: number): void {
    this.#requests += 1;
    this.#texts += texts;
  }

  refused(why: Refusal): void {
    this.#refusals[why] += 1;
  }

  ran(batch: {
    readonly texts: number;
    readonly tokens: number;
    readonly width: number;
    readonly computeMs: number;
  }): void {
    this.#batchTexts.record(batch.texts);
    this.#batchTokens.record(batch.texts * batch.width);
    this.#computeMs.record(batch.computeMs);
    this.#tokens += batch.tokens;
    this.#paddedTokens += batch.texts * batch.width;
  }

  snapshot(): ModelCounters {
    return {
      requests: this.#requests,
      texts: this.#texts,
      tokens: this.#tokens,
      paddedTokens: this.#paddedTokens,
      refusals: { ...this.#refusals },
      batchTexts: this.#batchTexts.snapshot(),
      batchTokens: this.#batchTokens.snapshot(),
      queueMs: { live: this.queueMs.live.snapshot(), bulk: this.queueMs.bulk.snapshot() },
      computeMs: this.#computeMs.snapshot(),
    };
  }
}
