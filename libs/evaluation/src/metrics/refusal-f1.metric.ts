import { mean, type Metric } from './metric.ts';
import type { QuestionOutcome } from './question-outcome.ts';
import { refusalPrecision } from './refusal-precision.metric.ts';
import { refusalRecall } from './refusal-recall.metric.ts';

/** The mean of another metric's own values. */
export function meanOf(metric: Metric, outcomes: readonly QuestionOutcome[]): number | null {
  return mean(outcomes.map((outcome) => metric.perQuestion(outcome)).filter((it) => it !== null));
}

/** Whether to answer at all was decided rightly; an error decides nothing and is wrong; null when nothing was asked. */
export function decidedRightly({ question, answer, failure }: QuestionOutcome): number | null {
  if (answer === null) return failure === null ? null : 0;
  return answer.refused === question.answerable ? 0 : 1;
}

/**
 * F1 of refusing: harmonic mean of refusal precision and recall, 0 when nothing was refused, null without an
 * unanswerable question. A question's own value is whether it was decided rightly.
 */
export const refusalF1: Metric = {
  name: 'refusalF1',
  direction: 'higher',
  unit: 'score',
  needs: 'answer',
  perQuestion: decidedRightly,
  aggregate: mean,
  summarize: (outcomes) => {
    const recall = meanOf(refusalRecall, outcomes);
    if (recall === null) return null;
    const precision = meanOf(refusalPrecision, outcomes) ?? 0;
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  },
};
