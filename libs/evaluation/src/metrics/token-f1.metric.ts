import type { Metric } from './metric.ts';
import { overlapF, overlapTokens, sharedTokens } from './overlap-tokens.ts';
import { referenceMetric } from './reference-metric.ts';

/** Harmonic mean of the precision and recall of shared tokens, counted with repetition (Rajpurkar et al. 2016). */
export function tokenOverlapF1(answer: string, reference: string): number {
  const left = overlapTokens(answer);
  const right = overlapTokens(reference);
  return overlapF(sharedTokens(left, right), { answer: left.length, reference: right.length });
}

/** Token F1 with the best reference: Chinese by character, other scripts by word. A refusal counts as 0. */
export const tokenF1: Metric = referenceMetric('tokenF1', 'score', tokenOverlapF1);
