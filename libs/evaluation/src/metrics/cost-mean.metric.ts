import { mean, type Metric } from './metric.ts';

/** What an answer costs, in the currency of the price table; refusals included. 0 without a language model. */
export const costMean: Metric = {
  name: 'costMean',
  direction: 'lower',
  unit: 'money',
  needs: 'answer',
  perQuestion: ({ answer }) => answer?.cost ?? null,
  aggregate: mean,
};
