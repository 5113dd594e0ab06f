import { mean, type Metric } from './metric.ts';
import { hitAt, rankingOf } from './ranking.ts';

/** Hit@5: is at least one relevant document among the first 5 distinct documents. */
export const recallAt5: Metric = {
  name: 'recallAt5',
  direction: 'higher',
  unit: 'share',
  needs: 'retrieval',
  perQuestion: (outcome) => {
    const ranking = rankingOf(outcome);
    return ranking === null ? null : hitAt(5, ranking);
  },
  aggregate: mean,
};
