import { mean, type Metric } from './metric.ts';

/** pass@1 (Chen et al. 2021) with one answer a question: the share whose code passes its tests within the limits. */
export const codePassAt1: Metric = {
  name: 'codePassAt1',
  direction: 'higher',
  unit: 'share',
  needs: 'code',
  perQuestion: ({ code }) => (code === null || code.passed === null ? null : Number(code.passed)),
  aggregate: mean,
};
