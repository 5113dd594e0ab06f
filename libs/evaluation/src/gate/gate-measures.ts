import type { GateMeasure, QuestionResult } from '@mingda/contracts';
import { scoringLanguage } from '../bert-score/scoring-language.ts';
import { similarityTarget } from '../report/targets.ts';

/** A question's value, 0 or 1 (or a share); null when the measure says nothing about it. */
export type MeasureOf = (result: QuestionResult) => number | null;

/**
 * What a gate looks at, more is better in each. Refusals are there because a profile that answers everything gains
 * accuracy: somebody has to say no.
 */
export const measureTable: Readonly<Record<GateMeasure, MeasureOf>> = {
  accuracy: (result) => result.scores['accuracy'] ?? null,
  similarityMark: (result) => {
    const f1 = result.scores['bertScoreF1'] ?? null;
    return f1 === null ? null : Number(f1 >= similarityTarget.fitted[scoringLanguage(result.references)]);
  },
  recallAt5: (result) => result.scores['recallAt5'] ?? null,
  refusalRecall: (result) => (result.answerable || result.failure !== undefined ? null : Number(result.refused)),
};
