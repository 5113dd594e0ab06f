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
  let best = 0;
  for (const sentence of sentences) {
    let sum = 0;
    for (let i = 0; i < vector.length; i += 1) sum += vector[i] * sentence.vector[i];
    best = Math.max(best, sum);
  }
  return best;
}
