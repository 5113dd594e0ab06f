export interface LatencySummary {
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** Mean and nearest-rank percentiles; null everywhere when nothing was measured. */
export function summarizeLatencies(milliseconds: readonly number[]): LatencySummary {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const round = (value: number | undefined): number | null => (value === undefined ? null : Number(value.toFixed(1)));
  const percentile = (share: number): number | null => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    meanMs: sorted.length === 0 ? null : round(sum / sorted.length),
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    p99Ms: percentile(0.99),
    maxMs: round(sorted.at(-1)),
  };
}
