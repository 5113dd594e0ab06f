import { mean, type Metric } from './metric.ts';

/** Mean length in characters (code points) of the answers given; refusals are left out. */
export const meanAnswerChars: Metric = {
  name: 'meanAnswerChars',
  direction: 'lower',
  unit: 'characters',
  needs: 'answer',
  perQuestion: ({ answer }) => (answer === null || answer.refused ? null : [...answer.text].length),
  aggregate: mean,
};
