import type { WeightedTerm } from '@mingda/database';
import { lexicalWeights } from '@mingda/domain';
import { analyze, termHash, type UserWords } from '@mingda/language';

/**
 * Terms of a chunk in its collection's lexical index with their BM25 weights, idf apart.
 * @param searchable title, headings and text as the search sees them
 */
export function chunkTerms(collectionId: string, searchable: string, words?: UserWords): WeightedTerm[] {
  const weights = lexicalWeights(analyze(searchable, words).map((it) => it.term));
  const merged = new Map<number, number>();
  for (const [term, weight] of weights) {
    const hash = termHash(collectionId, term);
    // Two terms of a chunk that meet in one dimension are one term there.
    merged.set(hash, Math.max(weight, merged.get(hash) ?? 0));
  }
  return [...merged].map(([hash, weight]) => ({ hash, weight }));
}

/** The text without its muted ranges; all of it where nothing else is left, for a chunk that is off is kept whole. */
export function heardText(text: string, muted: readonly { readonly start: number; readonly end: number }[]): string {
  let heard = '';
  let at = 0;
  for (const { start, end } of muted) {
    heard += text.slice(at, start);
    at = end;
  }
  heard += text.slice(at);
  return heard.trim() === '' ? text : heard;
}
