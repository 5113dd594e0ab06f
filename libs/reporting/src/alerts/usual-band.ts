import { metricTable } from '@mingda/evaluation';
import type { MetricName } from '@mingda/contracts';

/** Where a metric usually lies, from its own history. */
export interface UsualBand {
  readonly centre: number;
  /** The worst value that is still usual: below it where higher is better, above it where lower is. */
  readonly threshold: number;
  /** Runs that it is made of. */
  readonly runs: number;
}

/** Fewer runs say nothing about what is usual. */
const fewestRuns = 5;
/** Older ones are forgotten, so that the band follows a level that has come to stay. */
const mostRuns = 20;
/** Half the width in standard deviations. */
const width = 3;
/** Makes the median absolute deviation of normal values their standard deviation (Rousseeuw and Croux, 1993). */
const madToDeviation = 1.4826;
/** Times move with the load of the machine: less than this share of the usual one is no news. */
const timeNoise = 0.15;

/**
 * Median and median absolute deviation of the last runs: a single bad run does not move them. The width never falls
 * below what chance does with so many questions, sqrt(p (1 - p) / n); for scores between 0 and 1 that is the upper
 * bound of their deviation too (Bhatia and Davis, 2000).
 * @param values of comparable runs, oldest first
 * @param questions that the metric speaks about
 * @returns null while there are too few runs
 */
export function usualBand(metric: MetricName, values: readonly number[], questions: number): UsualBand | null {
  const recent = values.slice(-mostRuns);
  if (recent.length < fewestRuns) return null;
  const centre = median(recent);
  const deviation = madToDeviation * median(recent.map((value) => Math.abs(value - centre)));
  const half = width * Math.max(deviation, noiseOf(metric, centre, questions));
  const { direction } = metricTable[metric];
  return { centre, threshold: direction === 'higher' ? centre - half : centre + half, runs: recent.length };
}

/** Standard deviation below which a difference means nothing. */
function noiseOf(metric: MetricName, centre: number, questions: number): number {
  const { unit } = metricTable[metric];
  if (unit !== 'share' && unit !== 'score') return Math.abs(centre) * timeNoise;
  const n = Math.max(1, questions);
  // At 0 or 1 the formula gives 0 for any n; one question more or less must still not be an alarm.
  const p = Math.min(1 - 0.5 / n, Math.max(0.5 / n, centre));
  return Math.sqrt((p * (1 - p)) / n);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}
