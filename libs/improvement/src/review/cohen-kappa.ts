import type { Agreement, ReviewLabel } from '@mingda/contracts';
import type { DoubleRating } from '@mingda/database';

export interface Kappa {
  /** Share of the pairs in which both chose the same label, 0-1. */
  readonly agreement: number;
  /** Null when it is not defined: both used one and the same label throughout, so that chance explains everything. */
  readonly kappa: number | null;
}

/**
 * Cohen's kappa of two raters over the items that both rated (J. Cohen, A Coefficient of Agreement for Nominal Scales, 1960):
 * (po - pe) / (1 - pe), with the chance agreement pe from each rater's own shares of the labels.
 * @returns null without a pair
 */
export function cohenKappa<L>(pairs: readonly (readonly [L, L])[]): Kappa | null {
  if (pairs.length === 0) return null;
  const total = pairs.length;
  const count = (labels: readonly L[]): Map<L, number> =>
    labels.reduce((counts, label) => counts.set(label, (counts.get(label) ?? 0) + 1), new Map<L, number>());
  const ours = count(pairs.map(([left]) => left));
  const theirs = count(pairs.map(([, right]) => right));
  const same = pairs.filter(([left, right]) => left === right).length;
  // In counts, so that the comparison with total x total is exact.
  const chance = [...ours].reduce((sum, [label, times]) => sum + times * (theirs.get(label) ?? 0), 0);
  const agreement = same / total;
  if (chance === total * total) return { agreement, kappa: null };
  const expected = chance / (total * total);
  return { agreement, kappa: (agreement - expected) / (1 - expected) };
}

/**
 * Agreement over tasks that several people rated. Kappa is of two people, so each pair has its own; the figure over all is
 * their mean, weighted by tasks, over the pairs where it is defined.
 */
export function agreementOf(ratings: readonly DoubleRating[]): Agreement {
  const byPair = Map.groupBy(ratings.flatMap(pairsOf), (it) => JSON.stringify(it.raters));
  const pairs = [...byPair.values()]
    .flatMap((group) => {
      const figures = cohenKappa(group.map((it) => it.labels));
      const raters = group[0]?.raters;
      return figures === null || raters === undefined ? [] : [{ raters, tasks: group.length, ...figures }];
    })
    .toSorted((left, right) => right.tasks - left.tasks);
  return {
    tasks: ratings.length,
    agreement: weightedMean(pairs.map((it) => [it.agreement, it.tasks])),
    kappa: weightedMean(pairs.flatMap((it) => (it.kappa === null ? [] : [[it.kappa, it.tasks] as const]))),
    pairs,
  };
}

interface RatedPair {
  readonly raters: [string, string];
  readonly labels: [ReviewLabel, ReviewLabel];
}

function pairsOf({ raters, labels }: DoubleRating): RatedPair[] {
  return raters.flatMap((first, index) =>
    raters.slice(index + 1).flatMap((second, distance): RatedPair[] => {
      const [left, right] = [labels[index], labels[index + 1 + distance]];
      return left === undefined || right === undefined ? [] : [{ raters: [first, second], labels: [left, right] }];
    }),
  );
}

function weightedMean(values: readonly (readonly [value: number, weight: number])[]): number | null {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0);
  return total === 0 ? null : values.reduce((sum, [value, weight]) => sum + value * weight, 0) / total;
}
