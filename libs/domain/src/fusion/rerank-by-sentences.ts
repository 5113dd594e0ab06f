import { innerProduct } from '../vectors/inner-product.ts';

export interface RerankPassage {
  /** Fused score, 0-1. */
  readonly score: number;
  readonly modelKey: string;
  readonly sentences: readonly { readonly vector: Float32Array }[];
}

/**
 * Second ranking: the fused score plus the similarity of the question with the passage's best sentence, both vectors
 * having been computed before. A passage is long and speaks of several things; its best sentence speaks of one.
 */
export function rerankBySentences<T extends RerankPassage>(
  passages: readonly T[],
  questionVectors: ReadonlyMap<string, Float32Array>,
  weight: number,
): T[] {
  const scored = passages.map((passage, rank) => {
    const vector = questionVectors.get(passage.modelKey);
    const best = vector === undefined ? 0 : bestSimilarity(vector, passage.sentences);
    return { passage: { ...passage, score: (passage.score + weight * best) / (1 + weight) }, rank };
  });
  return scored
    .toSorted((left, right) => right.passage.score - left.passage.score || left.rank - right.rank)
    .map((it) => it.passage);
}

function bestSimilarity(vector: Float32Array, sentences: readonly { readonly vector: Float32Array }[]): number {
  return sentences.reduce((best, it) => Math.max(best, innerProduct(vector, it.vector)), 0);
}
