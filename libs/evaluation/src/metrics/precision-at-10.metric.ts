import type { Metric } from './metric.ts';
import { precisionAt, rankingMetric } from './ranking.ts';

/** Relevant documents among the first 10, divided by 10. */
export const precisionAt10: Metric = rankingMetric('precisionAt10', 'share', (ranking) => precisionAt(10, ranking));
