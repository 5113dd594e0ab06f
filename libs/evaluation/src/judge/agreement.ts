/** How far two raters agree on yes and no. */
export interface Agreement {
  readonly pairs: number;
  /** Share of pairs on which both say the same. */
  readonly accuracy: number;
  /**
   * Cohen's kappa (1960): agreement beyond what chance would give, 1 for full and 0 for none; null where chance alone
   * would agree always, as when both raters say yes to everything.
   */
  readonly kappa: number | null;
}

/** Null without a pair. */
export function agreementOf(pairs: readonly (readonly [boolean, boolean])[]): Agreement | null {
  if (pairs.length === 0) return null;
  const share = (holds: (pair: readonly [boolean, boolean]) => boolean): number =>
    pairs.filter(holds).length / pairs.length;
  const accuracy = share(([a, b]) => a === b);
  const first = share(([a]) => a);
  const second = share(([, b]) => b);
  const chance = first * second + (1 - first) * (1 - second);
  return { pairs: pairs.length, accuracy, kappa: chance === 1 ? null : (accuracy - chance) / (1 - chance) };
}
