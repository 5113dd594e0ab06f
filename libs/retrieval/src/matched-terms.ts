import { passageTerms, type ReadablePassage } from '@mingda/domain';
import type { ReadQuestion } from './read-question.ts';

/** The words of a passage, as written there, that the question's terms met; longest first, each once. */
export function matchedTerms(
  question: Pick<ReadQuestion, 'terms'>,
  passage: ReadablePassage & { readonly lexical: number },
): string[] {
  if (passage.lexical === 0) return [];
  const wanted = new Set(question.terms.map((it) => it.term));
  const words = new Set<string>();
  for (const { term, start, end } of passageTerms(passage).all) {
    if (wanted.has(term)) words.add(passage.text.slice(start, end));
  }
  return [...words].toSorted((left, right) => right.length - left.length).slice(0, 40);
}
