import type { Metric } from './metric.ts';
import { similarityMetric } from './similarity.ts';

/**
 * Cosine similarity of the answer's and the question's vectors on the scoring model: does the answer speak of what was
 * asked. It says nothing of right or wrong; a right number alone may be far from its question.
 */
export const answerRelevance: Metric = similarityMetric('answerRelevance', 'relevance');
