import type { Metric } from './metric.ts';
import { hitAt, rankingMetric } from './ranking.ts';

/** Hit@5: is at least one relevant document among the first 5 distinct documents. */
export const recallAt5: Metric = rankingMetric('recallAt5', 'share', (ranking) => hitAt(5, ranking));
