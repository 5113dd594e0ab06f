import { mean, type Metric } from './metric.ts';

/** How well the answer speaks to the question, as a language model judges, 0 to 1. */
export const judgedRelevance: Metric = {
  name: 'judgedRelevance',
  direction: 'higher',
  unit: 'score',
  needs: 'judgement',
  perQuestion: ({ judgement }) => judgement?.relevance ?? null,
  aggregate: mean,
};
