interface Passage {
  readonly score: number;
  readonly modelKey: string;
  readonly sentences: readonly { readonly vector: Float32Array }[];
}

/**
 * Maximal marginal relevance (Carbonell & Goldstein, 1998): takes the passage that is best by its score less its
 * likeness to what was taken before. Likeness is that of the passages' mean sentence vectors; between models it is 0.
 * @param passages best first
 * @param diversity 0 keeps the order, 1 only avoids repetition
 * @returns the first `limit` of the new order; scores stay as they were
 */
export function diversify<P extends Passage>(
  passages: readonly P[],
  { diversity, limit }: { readonly diversity: number; readonly limit: number },
): P[] {
  if (diversity <= 0 || passages.length === 0) return passages.slice(0, limit);
  const best = Math.max(...passages.map((it) => it.score), Number.EPSILON);
  const left = passages.map((passage) => ({ passage, mean: meanOf(passage), likeness: 0 }));
  const taken: P[] = [];
  while (taken.length < limit && left.length > 0) {
    const gain = ({ passage, likeness }: (typeof left)[number]): number =>
      (1 - diversity) * (passage.score / best) - diversity * likeness;
    const next = left.reduce((leading, it) => (gain(it) > gain(leading) ? it : leading));
    left.splice(left.indexOf(next), 1);
    taken.push(next.passage);
    for (const it of left) it.likeness = Math.max(it.likeness, likenessOf(it, next));
  }
  return taken;
}

interface Placed {
  readonly passage: Passage;
  readonly mean: Float32Array;
}

/** The mean sentence vector with norm 1; empty where there is no sentence. */
function meanOf({ sentences }: Passage): Float32Array {
  const mean = new Float32Array(sentences[0]?.vector.length ?? 0);
  for (const { vector } of sentences)
    for (let i = 0; i < mean.length; i += 1) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0);
  const norm = Math.sqrt(mean.reduce((sum, it) => sum + it * it, 0));
  return norm === 0 ? mean : mean.map((it) => it / norm);
}

function likenessOf(left: Placed, right: Placed): number {
  if (left.passage.modelKey !== right.passage.modelKey) return 0;
  let dot = 0;
  for (let i = 0; i < left.mean.length; i += 1) dot += (left.mean[i] ?? 0) * (right.mean[i] ?? 0);
  return dot;
}
