import { tokensForF1 } from '@mingda/language';
import { comparableReferences, comparedText } from './correctness.ts';
import { mean, type Metric } from './metric.ts';

/** Harmonic mean of the precision and recall of shared tokens, counted with repetition (Rajpurkar et al. 2016). */
export function tokenOverlapF1(answer: string, reference: string): number {
  const answerTokens = tokensForF1(answer);
  const referenceTokens = tokensForF1(reference);
  const left = new Map<string, number>();
  for (const token of referenceTokens) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of answerTokens) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    shared += 1;
  }
  if (shared === 0) return 0;
  const precision = shared / answerTokens.length;
  const recall = shared / referenceTokens.length;
  return (2 * precision * recall) / (precision + recall);
}

/** Token F1 with the best reference: Chinese by character, other scripts by word. A refusal counts as 0. */
export const tokenF1: Metric = {
  name: 'tokenF1',
  direction: 'higher',
  unit: 'score',
  needs: 'answer',
  perQuestion: (outcome) => {
    const references = comparableReferences(outcome.question);
    const text = comparedText(outcome);
    if (!outcome.question.answerable || references.length === 0 || text === null) return null;
    return Math.max(...references.map((reference) => tokenOverlapF1(text, reference)));
  },
  aggregate: mean,
};
