import type { ReviewLabel } from '@mingda/contracts';

/** In the order of the keys 1 to 5. */
export const reviewLabels = [
  'correct',
  'partly',
  'wrong',
  'should-have-refused',
  'rightly-refused',
] as const satisfies readonly ReviewLabel[];
