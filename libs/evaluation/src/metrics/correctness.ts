import type { GoldQuestion } from '@mingda/contracts';
import { answerKey } from '@mingda/language';
import type { QuestionOutcome } from './question-outcome.ts';

/** References that still say something after normalisation; one made of punctuation alone would match any answer. */
export function comparableReferences(question: GoldQuestion): readonly string[] {
  return question.answers.filter((reference) => answerKey(reference) !== '');
}

function comparableEntities(question: GoldQuestion): readonly string[] {
  return (question.keyEntities ?? []).filter((entity) => answerKey(entity) !== '');
}

/** True when the gold set says what a right answer contains. */
function canBeJudged(question: GoldQuestion): boolean {
  return comparableReferences(question).length > 0 || comparableEntities(question).length > 0;
}

/**
 * Correct: a gold answer, or every key entity, is contained in the answer after normalisation (NFKC, lower case, no
 * spaces or punctuation). Simplified and traditional characters stay different.
 */
function containsGold(question: GoldQuestion, answer: string): boolean {
  const key = answerKey(answer);
  if (comparableReferences(question).some((reference) => key.includes(answerKey(reference)))) return true;
  const entities = comparableEntities(question);
  return entities.length > 0 && entities.every((entity) => key.includes(answerKey(entity)));
}

/** The text that is compared with references: a refusal says nothing, and so does a question that failed. */
export function comparedText(outcome: QuestionOutcome): string | null {
  if (outcome.answer !== null) return outcome.answer.refused ? '' : outcome.answer.text;
  return outcome.failure === null ? null : '';
}

/** Whether an answer was given and is right; null when the question cannot be judged or was not asked. */
export function judge(outcome: QuestionOutcome): boolean | null {
  const { question } = outcome;
  if (!question.answerable || !canBeJudged(question)) return null;
  const text = comparedText(outcome);
  return text === null ? null : containsGold(question, text);
}
