import type { Metric } from './metric.ts';
import { rankingMetric } from './ranking.ts';

/** Share of the relevant documents that are among the first 10 distinct documents. */
export const setRecallAt10: Metric = rankingMetric('setRecallAt10', 'share', ({ documents, relevant }) => {
  const found = documents.slice(0, 10).filter((document) => relevant.has(document));
  return found.length / relevant.size;
});
