import { citationMetric, citedAndRelevant } from './citation-metric.ts';
import type { Metric } from './metric.ts';

/** Of the documents that the answer cites, the share that is relevant; an answer that cites nothing scores 0. */
export const citationPrecision: Metric = citationMetric('citationPrecision', (it) =>
  it.cited.size === 0 ? 0 : citedAndRelevant(it) / it.cited.size,
);
