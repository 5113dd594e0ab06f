import type { Metric } from './metric.ts';
import { precisionAt, rankingMetric } from './ranking.ts';

/** Relevant documents among the first 5, divided by 5. */
export const precisionAt5: Metric = rankingMetric('precisionAt5', 'share', (ranking) => precisionAt(5, ranking));
