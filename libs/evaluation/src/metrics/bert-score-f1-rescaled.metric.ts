import type { Metric } from './metric.ts';
import { similarityMetric } from './similarity.ts';

/** BERTScore F1 stretched so that 0 is the level of unrelated texts; a refusal, raw 0, falls below that. */
export const bertScoreF1Rescaled: Metric = similarityMetric('bertScoreF1Rescaled', 'f1Rescaled');
