import { mean, type Metric } from './metric.ts';
import { rankingOf } from './ranking.ts';

const depth = 10;

/** Mean reciprocal rank of the first relevant document, 0 when none is among the first 10 (Voorhees 1999, cut at 10). */
export const mrr: Metric = {
  name: 'mrr',
  direction: 'higher',
  unit: 'score',
  needs: 'retrieval',
  perQuestion: (outcome) => {
    const ranking = rankingOf(outcome);
    if (ranking === null) return null;
    const index = ranking.documents.slice(0, depth).findIndex((document) => ranking.relevant.has(document));
    return index < 0 ? 0 : 1 / (index + 1);
  },
  aggregate: mean,
};
