import { comparableReferences, comparedText } from './correctness.ts';
import { mean, remembered, type Metric } from './metric.ts';

/** A score of the answer against its best reference; answerable questions with references, a refusal says nothing. */
export function referenceMetric(
  name: Metric['name'],
  unit: Metric['unit'],
  score: (answer: string, reference: string) => number,
): Metric {
  return remembered({
    name,
    direction: 'higher',
    unit,
    needs: 'answer',
    perQuestion: (outcome) => {
      const references = comparableReferences(outcome.question);
      const text = comparedText(outcome);
      if (!outcome.question.answerable || references.length === 0 || text === null) return null;
      return Math.max(...references.map((reference) => score(text, reference)));
    },
    aggregate: mean,
  });
}
