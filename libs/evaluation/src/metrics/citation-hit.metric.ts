import { mean, type Metric } from './metric.ts';

/** Of the answers given to answerable questions: at least one cited document is a relevant one. */
export const citationHit: Metric = {
  name: 'citationHit',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer }) => {
    if (answer === null || answer.refused || !question.answerable || question.relevant.length === 0) return null;
    return answer.cited.some((sourceKey) => question.relevant.includes(sourceKey)) ? 1 : 0;
  },
  aggregate: mean,
};
