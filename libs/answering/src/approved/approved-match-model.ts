import type { Language } from '@mingda/language';

interface MatchModel {
  /** In the order of `matchFeatures`. */
  readonly weights: readonly number[];
  /** Shifted so that the fitted threshold lies at a probability of 0.5. */
  readonly bias: number;
}

/** Written by tools/approved/fit-match.ts; see docs/improve.md for what it was fitted on and how it was measured. */
export const approvedMatchModel: Readonly<Record<Language, MatchModel>> = {
  zh: { weights: [20, 4, 2, -2], bias: -20 },
  en: { weights: [20, 4, 2, -2], bias: -20 },
};
