import { mean, type Metric } from './metric.ts';

/** Of all questions, the share that got an answer, right or wrong. */
export const coverage: Metric = {
  name: 'coverage',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ answer, failure }) => {
    if (answer === null) return failure === null ? null : 0;
    return answer.refused ? 0 : 1;
  },
  aggregate: mean,
};
