import type { Metric } from './metric.ts';
import { rankingMetric } from './ranking.ts';

const depth = 10;

/**
 * Mean average precision over the first 10: precision at the rank of each relevant document found, summed and divided
 * by all relevant documents, as `map_cut_10` of trec_eval does.
 */
export const mapAt10: Metric = rankingMetric('mapAt10', 'score', ({ documents, relevant }) => {
  let found = 0;
  let sum = 0;
  for (const [index, document] of documents.slice(0, depth).entries()) {
    if (!relevant.has(document)) continue;
    found += 1;
    sum += found / (index + 1);
  }
  return sum / relevant.size;
});
