import type { QuestionResult } from '@mingda/contracts';

export const outcomes = ['wrong', 'wrongRefusals', 'madeUp', 'errors', 'right'] as const;
export type Outcome = (typeof outcomes)[number];

/** How one question ended. Correctness is the report's own score; it is not judged again here. */
export function outcomeOf(result: QuestionResult): Outcome {
  if (result.failure !== undefined) return 'errors';
  if (!result.answerable) return result.refused ? 'right' : 'madeUp';
  if (result.refused) return 'wrongRefusals';
  return result.scores['accuracy'] === 1 ? 'right' : 'wrong';
}
