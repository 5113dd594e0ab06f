import type { Language } from '@mingda/language';
import { passMarks, similarityTargets } from '../bert-score/pass-marks.ts';

/** Share of answerable questions that should be answered correctly. */
export const accuracyTarget = 0.92;

/** BERTScore lines of reports: the target as it was set, its rescaled equivalent, and what was fitted on these models. */
export const similarityTarget = {
  ...similarityTargets,
  fitted: { zh: passMarks.zh.mark, en: passMarks.en.mark } satisfies Record<Language, number>,
} as const;
