import { escapePattern } from '../documents/escape-pattern.ts';
import type { Segment } from '../documents/highlight-range.ts';

/** Marks every occurrence of the matched terms in a passage; terms are lower case, the text is as written. */
export function markWords(text: string, terms: readonly string[]): Segment[] {
  const known = terms.filter((it) => it !== '').toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return [{ text, marked: false }];
  const pattern = new RegExp(`(${known.map((it) => startOfWord(it) + escapePattern(it)).join('|')})`, 'giu');
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, marked: index % 2 === 1 }))
    .filter((it) => it.text !== '');
}

/** Latin terms may be stems, so they match from the start of a word; Chinese is written without spaces. */
function startOfWord(term: string): string {
  return /^[\p{Script=Latin}\d]/u.test(term) ? '(?<![\\p{Script=Latin}\\d])' : '';
}
