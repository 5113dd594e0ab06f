import { join } from 'node:path';

/** Outside the reports that people read: only the test entry looks at it. */
export const summaryFile = join(
  import.meta.dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  'mingda',
  'test-summary.json',
);

export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

/** The closing line that other tools read: `N passed, N failed`, with the skipped ones when there are any. */
export function closingLine(summary: Summary): string {
  const line = `${summary.passed} passed, ${summary.failed} failed`;
  return summary.skipped > 0 ? `${line}, ${summary.skipped} skipped` : line;
}
