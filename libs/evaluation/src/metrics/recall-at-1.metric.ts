import { mean, type Metric } from './metric.ts';
import { hitAt, rankingOf } from './ranking.ts';

/** Hit@1: is at least one relevant document among the first 1 distinct documents. */
export const recallAt1: Metric = {
  name: 'recallAt1',
  direction: 'higher',
  unit: 'share',
  needs: 'retrieval',
  perQuestion: (outcome) => {
    const ranking = rankingOf(outcome);
    return ranking === null ? null : hitAt(1, ranking);
  },
  aggregate: mean,
};
