import { citationMetric, citedAndRelevant } from './citation-metric.ts';
import type { Metric } from './metric.ts';

/** At least one cited document is a relevant one. */
export const citationHit: Metric = citationMetric('citationHit', (it) => (citedAndRelevant(it) > 0 ? 1 : 0));
