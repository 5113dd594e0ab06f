import { describe, expect, it } from 'vitest';
import { summarizeLatencies } from './latency-summary.ts';

describe('the summary of latencies', () => {
  it('takes nearest-rank percentiles of unsorted values', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarizeLatencies(values)).toEqual({ meanMs: 50.5, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 });
  });

  it('is the value itself when there is one', () => {
    expect(summarizeLatencies([7])).toEqual({ meanMs: 7, p50Ms: 7, p95Ms: 7, p99Ms: 7, maxMs: 7 });
  });

  it('claims nothing when nothing was measured', () => {
    expect(summarizeLatencies([])).toEqual({ meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null });
  });
});
