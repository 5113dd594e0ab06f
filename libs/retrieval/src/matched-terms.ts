import { passageTerms, type ReadablePassage } from '@mingda/domain';
import type { ReadQuestion } from './read-question.ts';

/** The words of a passage, as written there, that the question's terms met; longest first, each once. */
export function matchedTerms(
  { terms, words }: Pick<ReadQuestion, 'terms' | 'words'>,
  passage: ReadablePassage & { readonly lexical: number },
): string[] {
  if (passage.lexical === 0) return [];
  const wanted = new Set(terms.map((it) => it.term));
  const written = new Set<string>();
  for (const { term, start, end } of passageTerms(passage, words).all) {
    if (wanted.has(term)) written.add(passage.text.slice(start, end));
  }
  return [...written].toSorted((left, right) => right.length - left.length).slice(0, 40);
}
