import type { MetricName } from '@mingda/contracts';
import type { QuestionOutcome } from './question-outcome.ts';

/** Which part of a run a metric reads, so that a run does only what its metrics need. */
export type MetricNeed = 'retrieval' | 'answer' | 'similarity';

export interface Metric {
  readonly name: MetricName;
  readonly direction: 'higher' | 'lower';
  readonly unit: 'share' | 'score' | 'characters' | 'milliseconds';
  readonly needs: MetricNeed;
  /** The question's own value; null when the metric says nothing about this question. */
  readonly perQuestion: (outcome: QuestionOutcome) => number | null;
  /** Over the questions that have a value; null when there is none. */
  readonly aggregate: (values: readonly number[]) => number | null;
}

export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Nearest-rank percentile: the smallest value with at least `share` of all values at or below it. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
