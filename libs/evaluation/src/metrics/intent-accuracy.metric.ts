import { mean, type Metric } from './metric.ts';

/** The answerer named the question's intent; null while it names none. */
export const intentAccuracy: Metric = {
  name: 'intentAccuracy',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer }) => {
    if (question.intent === undefined || answer === null || answer.intent === null) return null;
    return question.intent === answer.intent ? 1 : 0;
  },
  aggregate: mean,
};
