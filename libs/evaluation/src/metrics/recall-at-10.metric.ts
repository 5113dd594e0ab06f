import { mean, type Metric } from './metric.ts';
import { hitAt, rankingOf } from './ranking.ts';

/** Hit@10: is at least one relevant document among the first 10 distinct documents. */
export const recallAt10: Metric = {
  name: 'recallAt10',
  direction: 'higher',
  unit: 'share',
  needs: 'retrieval',
  perQuestion: (outcome) => {
    const ranking = rankingOf(outcome);
    return ranking === null ? null : hitAt(10, ranking);
  },
  aggregate: mean,
};
