import type { Language } from '@mingda/language';

interface MatchModel {
  /** In the order of `matchFeatures`. */
  readonly weights: readonly number[];
  /** Shifted so that the fitted threshold lies at a probability of 0.5. */
  readonly bias: number;
}

/** Written by tools/approved/run-fit-match.ts; see docs/improve.md for what it was fitted on and how it was measured. */
export const approvedMatchModel: Readonly<Record<Language, MatchModel>> = {
  zh: { weights: [24.2094, 8.1662, -0.9482, -1.2419, -9.4603], bias: -21.0851 },
  en: { weights: [3.4865, 6.2988, -0.5731, -1.8533, -13.9398], bias: -1.832 },
};
