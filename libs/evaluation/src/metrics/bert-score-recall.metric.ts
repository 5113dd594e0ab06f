import type { Metric } from './metric.ts';
import { similarityMetric } from './similarity.ts';

/** How much of the reference is covered by the answer, by token vectors (Zhang et al. 2020). A refusal counts as 0. */
export const bertScoreRecall: Metric = similarityMetric('bertScoreRecall', 'recall');
