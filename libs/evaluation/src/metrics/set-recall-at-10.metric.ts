import { mean, type Metric } from './metric.ts';
import { rankingOf } from './ranking.ts';

/** Share of the relevant documents that are among the first 10 distinct documents. */
export const setRecallAt10: Metric = {
  name: 'setRecallAt10',
  direction: 'higher',
  unit: 'share',
  needs: 'retrieval',
  perQuestion: (outcome) => {
    const ranking = rankingOf(outcome);
    if (ranking === null) return null;
    const found = ranking.documents.slice(0, 10).filter((document) => ranking.relevant.has(document));
    return found.length / ranking.relevant.size;
  },
  aggregate: mean,
};
