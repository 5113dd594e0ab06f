import type { Metric } from './metric.ts';
import { similarityMetric } from './similarity.ts';

/** How much of the answer is covered by the reference, by token vectors (Zhang et al. 2020). A refusal counts as 0. */
export const bertScorePrecision: Metric = similarityMetric('bertScorePrecision', 'precision');
