import type { Metric } from './metric.ts';
import { overlapF, overlapTokens } from './overlap-tokens.ts';
import { referenceMetric } from './reference-metric.ts';

/** Recall counts as much as precision. The first paper let recall dominate; with short references that rewards talk. */
const beta = 1;

/** Length of the longest common subsequence, in the memory of one row. */
export function commonSubsequence(left: readonly string[], right: readonly string[]): number {
  const row = new Uint32Array(right.length + 1);
  for (const token of left) {
    let diagonal = 0;
    for (let column = 1; column <= right.length; column += 1) {
      const above = row[column];
      row[column] = token === right[column - 1] ? diagonal + 1 : Math.max(above, row[column - 1]);
      diagonal = above;
    }
  }
  return row[right.length];
}

/** F-measure of the longest common subsequence (Lin 2004), characters for Chinese and words for other scripts. */
export function rougeLScore(answer: string, reference: string): number {
  const left = overlapTokens(answer);
  const right = overlapTokens(reference);
  return overlapF(commonSubsequence(left, right), { answer: left.length, reference: right.length }, beta);
}

/** ROUGE-L with the best reference. A refusal counts as 0. */
export const rougeL: Metric = referenceMetric('rougeL', 'score', rougeLScore);
