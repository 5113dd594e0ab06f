import { detectLanguage } from '@mingda/language';
import type { BertScore, BertScorer, ScorePair, ScoreProgress } from '../bert-score/bert-scorer.ts';
import { scoringLanguage } from '../bert-score/scoring-language.ts';
import { comparableReferences, comparedText } from '../metrics/correctness.ts';
import type { AnswerSimilarity, QuestionOutcome } from '../metrics/question-outcome.ts';

/** What a run needs of a `BertScorer`. */
export type SimilarityScorer = Pick<BertScorer, 'score' | 'baselines'>;

/**
 * Adds what the scoring models say: BERTScore to answerable questions with references, where a refusal or an error is
 * compared as an empty answer, and the similarity to the question to every answer given. The language of the references,
 * or of the answer where there are none, chooses the model.
 */
export async function addSimilarity(
  scorer: SimilarityScorer,
  outcomes: readonly QuestionOutcome[],
  progress: ScoreProgress,
): Promise<readonly QuestionOutcome[]> {
  const scored = outcomes.flatMap((outcome, position) => {
    const pair = pairOf(outcome);
    return pair === null ? [] : [{ position, pair }];
  });
  const scores = await scorer.score(
    scored.map(({ pair }) => pair),
    progress,
  );
  const similarities = new Map(scored.map(({ position }, index) => [position, toSimilarity(scores[index])]));
  return outcomes.map((outcome, position) => ({ ...outcome, similarity: similarities.get(position) ?? null }));
}

function pairOf(outcome: QuestionOutcome): ScorePair | null {
  const { question, answer } = outcome;
  const text = comparedText(outcome);
  if (text === null) return null;
  const references = question.answerable ? comparableReferences(question) : [];
  const given = answer !== null && !answer.refused && text.trim() !== '';
  if (references.length === 0 && !given) return null;
  return {
    candidate: text,
    references,
    language: references.length > 0 ? scoringLanguage(references) : detectLanguage(text),
    ...(given ? { question: question.question } : {}),
  };
}

function toSimilarity({ raw, rescaled, relevance }: BertScore): AnswerSimilarity {
  const measured = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    precision: measured(raw.precision),
    recall: measured(raw.recall),
    f1: measured(raw.f1),
    f1Rescaled: measured(rescaled.f1),
    relevance: relevance ?? null,
  };
}
