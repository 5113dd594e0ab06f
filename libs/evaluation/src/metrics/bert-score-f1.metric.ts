import { mean, type Metric } from './metric.ts';

/** Raw BERTScore F1 with the best reference. A refusal scores as an empty answer: 0. */
export const bertScoreF1: Metric = {
  name: 'bertScoreF1',
  direction: 'higher',
  unit: 'score',
  needs: 'similarity',
  perQuestion: (outcome) => outcome.similarity?.f1 ?? null,
  aggregate: mean,
};
