import { mean, type Metric } from './metric.ts';

/** Unanswerable questions among the refused ones. */
export const refusalPrecision: Metric = {
  name: 'refusalPrecision',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer }) => (answer?.refused === true ? Number(!question.answerable) : null),
  aggregate: mean,
};
