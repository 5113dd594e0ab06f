import { judge } from './correctness.ts';
import { mean, type Metric } from './metric.ts';

/** Of the answers that people were shown, the share that is wrong; an answer to an unanswerable question is wrong. */
export const wrongAnswerRate: Metric = {
  name: 'wrongAnswerRate',
  direction: 'lower',
  unit: 'share',
  needs: 'answer',
  perQuestion: (outcome) => {
    const { question, answer } = outcome;
    if (answer === null || answer.refused) return null;
    if (!question.answerable) return 1;
    const correct = judge(outcome);
    return correct === null ? null : Number(!correct);
  },
  aggregate: mean,
};
