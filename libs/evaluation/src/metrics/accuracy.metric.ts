import { judge } from './correctness.ts';
import { mean, type Metric } from './metric.ts';

/** Correct answers / answerable questions. A refusal and an error count as wrong. */
export const accuracy: Metric = {
  name: 'accuracy',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: (outcome) => {
    const correct = judge(outcome);
    return correct === null ? null : Number(correct);
  },
  aggregate: mean,
};
