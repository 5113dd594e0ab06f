import type { Metric } from './metric.ts';
import { hitAt, rankingMetric } from './ranking.ts';

/** Hit@1: is at least one relevant document among the first 1 distinct documents. */
export const recallAt1: Metric = rankingMetric('recallAt1', 'share', (ranking) => hitAt(1, ranking));
