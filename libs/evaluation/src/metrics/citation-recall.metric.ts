import { citationMetric, citedAndRelevant } from './citation-metric.ts';
import type { Metric } from './metric.ts';

/** Of the relevant documents, the share that the answer cites; too strict where one of several is enough. */
export const citationRecall: Metric = citationMetric('citationRecall', (it) => citedAndRelevant(it) / it.relevant.size);
