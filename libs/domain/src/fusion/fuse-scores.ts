export interface ScoredCandidate {
  readonly chunkId: string;
  /** The embedding model of the chunk; scores of different models are not comparable. */
  readonly modelKey: string;
  readonly dense: number | null;
  readonly lexical: number;
}

/**
 * Weighted sum of min-max normalised scores ("convex combination", Bruch et al., "An Analysis of Fusion Functions for
 * Hybrid Retrieval", 2023). Dense scores are normalised within their model. Best first; ties by chunk id, so that the
 * order is the same every time.
 */
export function fuseScores<T extends ScoredCandidate>(
  candidates: readonly T[],
  denseWeight: number,
): (T & { score: number })[] {
  const denseRange = new Map<string, [number, number]>();
  let highestLexical = 0;
  for (const it of candidates) {
    highestLexical = Math.max(highestLexical, it.lexical);
    if (it.dense === null) continue;
    const range = denseRange.get(it.modelKey) ?? [it.dense, it.dense];
    denseRange.set(it.modelKey, [Math.min(range[0], it.dense), Math.max(range[1], it.dense)]);
  }
  return candidates
    .map((it) => {
      const dense = normalized(it.dense, denseRange.get(it.modelKey));
      const lexical = highestLexical === 0 ? 0 : it.lexical / highestLexical;
      return { ...it, score: denseWeight * dense + (1 - denseWeight) * lexical };
    })
    .toSorted((left, right) => right.score - left.score || left.chunkId.localeCompare(right.chunkId));
}

function normalized(score: number | null, range: [number, number] | undefined): number {
  if (score === null || range === undefined) return 0;
  const [lowest, highest] = range;
  return highest === lowest ? 1 : (score - lowest) / (highest - lowest);
}
