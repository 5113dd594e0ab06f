import { mean, type Metric } from './metric.ts';

/** Share of the answer's statements that its citations support, as a language model judges. */
export const judgedFaithfulness: Metric = {
  name: 'judgedFaithfulness',
  direction: 'higher',
  unit: 'share',
  needs: 'judgement',
  perQuestion: ({ judgement }) => judgement?.faithfulness ?? null,
  aggregate: mean,
};
