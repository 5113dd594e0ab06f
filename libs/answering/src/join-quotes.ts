import type { Language } from '@mingda/language';
import type { Quote } from './answerer.ts';

/** Stands between the cells of a table row. */
const cellEdge = ' | ';
const between: Readonly<Record<Language, string>> = { zh: '', en: ' ' };
const finished = /[。！？!?.；;…]["'”’」』）)】]*$/u;

/**
 * The quoted sentences as one text. Neighbours keep what stood between them; a sentence that ends like one is followed
 * at once; a table row stands on a line of its own.
 */
export function joinQuotes(quotes: readonly Quote[], lang: Language): string {
  let text = '';
  for (const [index, quote] of quotes.entries()) {
    const before = quotes[index - 1];
    const sentence = quote.passage.text.slice(quote.start, quote.end);
    const flows = finished.test(text) && !sentence.includes(cellEdge);
    if (before !== undefined) text += gapBetween(before, quote) ?? (flows ? between[lang] : '\n');
    text += sentence;
  }
  return text;
}

/** The white space between two neighbouring sentences of one passage; null when something else stands there. */
function gapBetween(before: Quote, quote: Quote): string | null {
  if (before.passage.chunkId !== quote.passage.chunkId || quote.start < before.end) return null;
  const gap = quote.passage.text.slice(before.end, quote.start);
  return gap.trim() === '' ? gap : null;
}
