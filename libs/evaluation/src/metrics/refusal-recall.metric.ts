import { mean, type Metric } from './metric.ts';

/** Refused questions among the unanswerable ones. An error is no refusal. */
export const refusalRecall: Metric = {
  name: 'refusalRecall',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer, failure }) => {
    if (question.answerable || (answer === null && failure === null)) return null;
    return answer?.refused === true ? 1 : 0;
  },
  aggregate: mean,
};
