/** An answer's raw F1 and what a person thought of it. */
export interface RatedScore {
  readonly f1: number;
  readonly good: boolean;
}

export interface FittedMark {
  readonly mark: number;
  readonly balancedAccuracy: number;
}

/**
 * The mark with the best balanced accuracy: good answers should reach it, bad ones stay below. Of several that are
 * equally good, the middle of the widest gap between two scores is taken: it is the least sensitive to one answer more.
 * @throws RangeError unless there are good and bad answers
 */
export function fitPassMark(rated: readonly RatedScore[]): FittedMark {
  const good = rated.filter((it) => it.good).map((it) => it.f1);
  const bad = rated.filter((it) => !it.good).map((it) => it.f1);
  if (good.length === 0 || bad.length === 0) throw new RangeError('a mark needs good and bad answers');
  const scores = [...new Set(rated.map((it) => it.f1))].toSorted((a, b) => a - b);
  let best: FittedMark & { readonly gap: number } = { mark: 0, balancedAccuracy: 0, gap: 0 };
  for (const [index, score] of scores.entries()) {
    const below = scores[index - 1] ?? score;
    const mark = (below + score) / 2;
    const passed = good.filter((f1) => f1 >= mark).length / good.length;
    const caught = bad.filter((f1) => f1 < mark).length / bad.length;
    const balancedAccuracy = (passed + caught) / 2;
    const gap = score - below;
    const better = balancedAccuracy > best.balancedAccuracy;
    if (better || (balancedAccuracy === best.balancedAccuracy && gap > best.gap))
      best = { mark, balancedAccuracy, gap };
  }
  return { mark: best.mark, balancedAccuracy: best.balancedAccuracy };
}
