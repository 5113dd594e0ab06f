import type { Metric } from './metric.ts';
import { rankingMetric } from './ranking.ts';

const depth = 10;

/** Mean reciprocal rank of the first relevant document, 0 when none is among the first 10 (Voorhees 1999, cut at 10). */
export const mrr: Metric = rankingMetric('mrr', 'score', ({ documents, relevant }) => {
  const index = documents.slice(0, depth).findIndex((document) => relevant.has(document));
  return index < 0 ? 0 : 1 / (index + 1);
});
