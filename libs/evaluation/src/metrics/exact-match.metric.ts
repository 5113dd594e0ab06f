import { answerKey } from '@mingda/language';
import { comparableReferences, comparedText } from './correctness.ts';
import { mean, type Metric } from './metric.ts';

/** The answer equals a reference after normalisation. A refusal and an error count as 0. */
export const exactMatch: Metric = {
  name: 'exactMatch',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: (outcome) => {
    const references = comparableReferences(outcome.question);
    const text = comparedText(outcome);
    if (!outcome.question.answerable || references.length === 0 || text === null) return null;
    const key = answerKey(text);
    return references.some((reference) => answerKey(reference) === key) ? 1 : 0;
  },
  aggregate: mean,
};
