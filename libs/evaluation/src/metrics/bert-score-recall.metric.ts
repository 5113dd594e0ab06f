import { mean, type Metric } from './metric.ts';

/** How much of the reference is covered by the answer, by token vectors (Zhang et al. 2020). A refusal counts as 0. */
export const bertScoreRecall: Metric = {
  name: 'bertScoreRecall',
  direction: 'higher',
  unit: 'score',
  needs: 'similarity',
  perQuestion: (outcome) => outcome.similarity?.recall ?? null,
  aggregate: mean,
};
