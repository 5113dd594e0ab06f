import type { Metric } from './metric.ts';
import { normalizedGain, rankingMetric } from './ranking.ts';

/** Normalised discounted cumulative gain over the first 10; gold sets know relevant or not, so each gain is 1. */
export const ndcgAt10: Metric = rankingMetric('ndcgAt10', 'score', ({ documents, relevant }) =>
  normalizedGain(documents, new Map([...relevant].map((document) => [document, 1])), 10),
);
