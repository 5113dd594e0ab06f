import { mean, type Metric } from './metric.ts';

/** Mean time of a warm ask alone, refusals included; null when questions ran side by side. */
export const latencyMeanMs: Metric = {
  name: 'latencyMeanMs',
  direction: 'lower',
  unit: 'milliseconds',
  needs: 'answer',
  perQuestion: ({ answer }) => answer?.latencyMs ?? null,
  aggregate: mean,
};
