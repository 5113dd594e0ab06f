import { mean, type Metric } from './metric.ts';

/** BERTScore F1 stretched so that 0 is the level of unrelated texts; a refusal, raw 0, falls below that. */
export const bertScoreF1Rescaled: Metric = {
  name: 'bertScoreF1Rescaled',
  direction: 'higher',
  unit: 'score',
  needs: 'similarity',
  perQuestion: (outcome) => outcome.similarity?.f1Rescaled ?? null,
  aggregate: mean,
};
