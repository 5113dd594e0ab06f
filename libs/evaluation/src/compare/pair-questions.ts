import type { QuestionResult } from '@mingda/contracts';

export interface QuestionPair {
  readonly before: QuestionResult;
  readonly after: QuestionResult;
}

/**
 * The questions that two runs have in common: the same id, words, references and expected documents. A question that
 * was edited in between is another question.
 */
export function pairQuestions(before: readonly QuestionResult[], after: readonly QuestionResult[]): QuestionPair[] {
  const known = new Map(before.map((result) => [result.id, result]));
  return after.flatMap((result) => {
    const earlier = known.get(result.id);
    return earlier !== undefined && sameQuestion(earlier, result) ? [{ before: earlier, after: result }] : [];
  });
}

function sameQuestion(one: QuestionResult, other: QuestionResult): boolean {
  const content = ({ question, answerable, references, relevant }: QuestionResult): string =>
    JSON.stringify([question, answerable, references, relevant]);
  return content(one) === content(other);
}
