import type { MetricName } from '@mingda/contracts';
import type { QuestionOutcome } from './question-outcome.ts';

/** Which part of a run a metric reads, so that a run does only what its metrics need. */
export type MetricNeed = 'retrieval' | 'answer' | 'similarity' | 'judgement' | 'code';

export interface Metric {
  readonly name: MetricName;
  readonly direction: 'higher' | 'lower';
  readonly unit: 'share' | 'score' | 'characters' | 'milliseconds' | 'money';
  readonly needs: MetricNeed;
  /** The question's own value; null when the metric says nothing about this question. */
  readonly perQuestion: (outcome: QuestionOutcome) => number | null;
  /** Over the questions that have a value; null when there is none. */
  readonly aggregate: (values: readonly number[]) => number | null;
  /** For a figure that the questions' own values do not give, such as an F1 of decisions: takes the place of `aggregate`. */
  readonly summarize?: (outcomes: readonly QuestionOutcome[]) => number | null;
}

/**
 * The metric with each question's value computed once: groups by language, split and tag ask for it again and again. An
 * outcome never changes; a changed one is another object.
 */
export function remembered(metric: Metric): Metric {
  const known = new WeakMap<QuestionOutcome, number | null>();
  return {
    ...metric,
    perQuestion: (outcome) => {
      const value = known.get(outcome);
      if (value !== undefined) return value;
      const computed = metric.perQuestion(outcome);
      known.set(outcome, computed);
      return computed;
    },
  };
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
