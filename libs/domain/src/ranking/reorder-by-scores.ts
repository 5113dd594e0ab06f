/**
 * Orders passages by other scores, best first, and leaves the scores to their places: the first place keeps the highest one. What
 * was calibrated on the scores of a list then still meets the values it knows. Equal scores keep their order.
 * @param passages best first
 * @param scores one for each passage; null keeps its passage where it is
 */
export function reorderByScores<T extends { readonly score: number }>(
  passages: readonly T[],
  scores: readonly (number | null)[],
): T[] {
  const judged = passages.flatMap((passage, at) => {
    const score = scores[at] ?? null;
    return score === null ? [] : [{ passage, at, score }];
  });
  const ordered = judged.toSorted((left, right) => right.score - left.score);
  const result = [...passages];
  for (const [index, { at }] of judged.entries()) result[at] = { ...ordered[index].passage, score: passages[at].score };
  return result;
}
