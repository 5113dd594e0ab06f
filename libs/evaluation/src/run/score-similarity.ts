import type { BertScore, BertScorer, ScoreProgress } from '../bert-score/bert-scorer.ts';
import { scoringLanguage } from '../bert-score/scoring-language.ts';
import { comparableReferences, comparedText } from '../metrics/correctness.ts';
import type { AnswerSimilarity, QuestionOutcome } from '../metrics/question-outcome.ts';

/** What a run needs of a `BertScorer`. */
export type SimilarityScorer = Pick<BertScorer, 'score' | 'baselines'>;

/**
 * Adds BERTScore to each outcome that has something to compare: an answerable question with references. A refusal or
 * an error is compared as an empty answer. The reference's language chooses the model.
 */
export async function addSimilarity(
  scorer: SimilarityScorer,
  outcomes: readonly QuestionOutcome[],
  progress: ScoreProgress,
): Promise<readonly QuestionOutcome[]> {
  const positions = outcomes.flatMap((outcome, position) => (isComparable(outcome) ? [position] : []));
  const pairs = positions.map((position) => {
    const references = comparableReferences(outcomes[position].question);
    return { candidate: comparedText(outcomes[position]) ?? '', references, language: scoringLanguage(references) };
  });
  const scores = await scorer.score(pairs, progress);
  const similarities = new Map(positions.map((position, index) => [position, toSimilarity(scores[index])]));
  return outcomes.map((outcome, position) => ({ ...outcome, similarity: similarities.get(position) ?? null }));
}

function isComparable(outcome: QuestionOutcome): boolean {
  return (
    outcome.question.answerable && comparedText(outcome) !== null && comparableReferences(outcome.question).length > 0
  );
}

function toSimilarity({ raw, rescaled }: BertScore): AnswerSimilarity {
  const measured = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return { precision: measured(raw.precision), recall: measured(raw.recall), f1: raw.f1, f1Rescaled: rescaled.f1 };
}
