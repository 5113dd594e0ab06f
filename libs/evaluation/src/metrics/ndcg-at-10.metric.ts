import type { Metric } from './metric.ts';
import { rankingMetric } from './ranking.ts';

const depth = 10;
const discount = (index: number): number => 1 / Math.log2(index + 2);

/** Normalised discounted cumulative gain with binary gains (Järvelin and Kekäläinen 2002), over the first 10. */
export const ndcgAt10: Metric = rankingMetric('ndcgAt10', 'score', ({ documents, relevant }) => {
  let gain = 0;
  for (const [index, document] of documents.slice(0, depth).entries()) {
    if (relevant.has(document)) gain += discount(index);
  }
  let ideal = 0;
  for (let index = 0; index < Math.min(depth, relevant.size); index += 1) ideal += discount(index);
  return gain / ideal;
});
