import { metricsSchema, type EvaluationReport, type Metrics } from '@mingda/contracts';

/** Metrics stored before one of them was named lack it: not measured is null, not absent. */
export const storedMetrics = (stored: Metrics | null): Metrics | null =>
  stored === null ? null : metricsSchema.parse(stored);

export function storedReport(stored: EvaluationReport): EvaluationReport {
  return {
    ...stored,
    metrics: metricsSchema.parse(stored.metrics),
    groups: Object.fromEntries(
      Object.entries(stored.groups).map(([key, group]) => [
        key,
        { ...group, metrics: metricsSchema.parse(group.metrics) },
      ]),
    ),
  };
}
