import { mean, type Metric } from './metric.ts';

/** The answer's code is a reference's code, trailing white space and blank lines aside. Questions with tests only. */
export const codeExactMatch: Metric = {
  name: 'codeExactMatch',
  direction: 'higher',
  unit: 'share',
  needs: 'code',
  perQuestion: ({ code }) => (code === null || code.exact === null ? null : Number(code.exact)),
  aggregate: mean,
};
