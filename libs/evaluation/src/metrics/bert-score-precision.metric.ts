import { mean, type Metric } from './metric.ts';

/** How much of the answer is covered by the reference, by token vectors (Zhang et al. 2020). A refusal counts as 0. */
export const bertScorePrecision: Metric = {
  name: 'bertScorePrecision',
  direction: 'higher',
  unit: 'score',
  needs: 'similarity',
  perQuestion: (outcome) => outcome.similarity?.precision ?? null,
  aggregate: mean,
};
