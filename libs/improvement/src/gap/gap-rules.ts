import type { Answer, GapQuestion } from '@mingda/contracts';
import { answerKey, type Language } from '@mingda/language';

/**
 * Least cosine similarity of a question with the one that opened a gap. Every member is this near to one question that can be
 * read, so a gap does not drift. Measured as docs/improve.md tells.
 */
export const leastGapSimilarity: Readonly<Record<Language, number>> = { zh: 0.8, en: 0.85 };

/** Begins like the ids of evaluated questions, which keeps re-asked ones out of the log of real questions. */
export const measuredQuestionId = (gapId: string, answerId: string): string => `evaluation:gap-${gapId}:${answerId}`;

/**
 * Whether a question is answered now: by an approved answer, or with enough confidence that nobody needs to take over. To a
 * question whose answer was disliked, the same words again are no improvement.
 */
export function isImproved(question: Pick<GapQuestion, 'reason' | 'before'>, after: Answer): boolean {
  if (after.outcome === 'refused') return false;
  if (after.approved !== undefined) return true;
  if (after.handOver) return false;
  return question.reason !== 'disliked' || answerKey(after.text) !== answerKey(question.before.text);
}
