import { percentile, type Metric } from './metric.ts';

/** 95th percentile (nearest rank) of a warm ask alone; null when questions ran side by side. */
export const latencyP95Ms: Metric = {
  name: 'latencyP95Ms',
  direction: 'lower',
  unit: 'milliseconds',
  needs: 'answer',
  perQuestion: ({ answer }) => answer?.latencyMs ?? null,
  aggregate: (values) => percentile(values, 0.95),
};
