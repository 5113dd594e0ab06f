import type { Metric } from './metric.ts';
import { similarityMetric } from './similarity.ts';

/** Raw BERTScore F1 with the best reference. A refusal scores as an empty answer: 0. */
export const bertScoreF1: Metric = similarityMetric('bertScoreF1', 'f1');
