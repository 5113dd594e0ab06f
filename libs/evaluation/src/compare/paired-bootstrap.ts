/** One question's values in two runs; null where the metric says nothing about it. */
export interface PairedValue {
  readonly before: number | null;
  readonly after: number | null;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
  /** Two-sided, 0-1. */
  readonly confidence: number;
}

/** Over the questions that have a value; null when there is none. */
export type Aggregate = (values: readonly number[]) => number | null;

/** What comparisons state; 10,000 resamples move a bound by about a hundredth of the interval. */
export const standardBootstrap: BootstrapOptions = { resamples: 10_000, seed: 20_251, confidence: 0.95 };

/**
 * Percentile interval of `aggregate(after) - aggregate(before)` by a paired bootstrap: questions are drawn with
 * replacement, both values of a question together, so that what makes a question hard does not count as a difference
 * (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13; for system comparisons Koehn, EMNLP
 * 2004). The same seed gives the same interval.
 * @returns null when a run has no value at all
 */
export function pairedInterval(
  pairs: readonly PairedValue[],
  aggregate: Aggregate,
  { resamples, seed, confidence }: BootstrapOptions,
): { readonly low: number; readonly high: number } | null {
  const differences = resampledDifferences(pairs, aggregate, { resamples, seed });
  if (differences === null) return null;
  const tail = (1 - confidence) / 2;
  return { low: quantile(differences, tail), high: quantile(differences, 1 - tail) };
}

/** The value that the difference exceeds with a one-sided confidence. */
export function pairedLowerBound(
  pairs: readonly PairedValue[],
  aggregate: Aggregate,
  { resamples, seed, confidence }: BootstrapOptions,
): number | null {
  const differences = resampledDifferences(pairs, aggregate, { resamples, seed });
  return differences === null ? null : quantile(differences, 1 - confidence);
}

/** Sorted differences of the resamples in which both runs have a value. */
function resampledDifferences(
  pairs: readonly PairedValue[],
  aggregate: Aggregate,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Float64Array | null {
  const held = pairs.filter((pair) => pair.before !== null || pair.after !== null);
  if (!held.some((it) => it.before !== null) || !held.some((it) => it.after !== null)) return null;
  const random = mulberry32(seed);
  const differences = new Float64Array(resamples);
  let kept = 0;
  for (let round = 0; round < resamples; round += 1) {
    const before: number[] = [];
    const after: number[] = [];
    for (let draw = 0; draw < held.length; draw += 1) {
      const pair = held[Math.floor(random() * held.length)];
      if (pair.before !== null) before.push(pair.before);
      if (pair.after !== null) after.push(pair.after);
    }
    const [first, second] = [aggregate(before), aggregate(after)];
    if (first === null || second === null) continue;
    differences[kept] = second - first;
    kept += 1;
  }
  return kept === 0 ? null : differences.subarray(0, kept).toSorted();
}

/** Linear interpolation between the closest ranks of sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const lower = sorted[below] ?? 0;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)] ?? lower;
  return lower + (upper - lower) * (place - below);
}

/** Small seeded generator (mulberry32, public domain by T. Ettinger); period 2^32, enough for the draws made here. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
