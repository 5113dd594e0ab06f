import type { Metric } from './metric.ts';
import { hitAt, rankingMetric } from './ranking.ts';

/** Hit@10: is at least one relevant document among the first 10 distinct documents. */
export const recallAt10: Metric = rankingMetric('recallAt10', 'share', (ranking) => hitAt(10, ranking));
