import { mean, type Metric } from './metric.ts';

/** Refused questions among the answerable ones. */
export const falseRefusalRate: Metric = {
  name: 'falseRefusalRate',
  direction: 'lower',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer }) => (question.answerable && answer !== null ? Number(answer.refused) : null),
  aggregate: mean,
};
