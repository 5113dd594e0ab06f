import type { Citation } from '@mingda/contracts';
import type { Quote } from './answerer.ts';

/** Quotes as numbered citations; quotes that touch within one passage are one citation. */
export function toCitations(quotes: readonly Quote[]): Citation[] {
  return mergeTouching(quotes).map(({ passage, start, end }, index) => ({
    marker: index + 1,
    chunkId: passage.chunkId,
    documentId: passage.documentId,
    versionId: passage.versionId,
    versionNumber: passage.versionNumber,
    sourceKey: passage.sourceKey,
    title: passage.title,
    headingPath: passage.headingPath,
    pageFrom: passage.pageFrom,
    pageTo: passage.pageTo,
    charStart: passage.charStart + start,
    charEnd: passage.charStart + end,
    quote: passage.text.slice(start, end),
  }));
}

function mergeTouching(quotes: readonly Quote[]): Quote[] {
  const merged: Quote[] = [];
  for (const quote of quotes) {
    const last = merged.at(-1);
    const touches =
      last !== undefined &&
      last.passage.chunkId === quote.passage.chunkId &&
      quote.start >= last.start &&
      quote.passage.text.slice(last.end, quote.start).trim() === '';
    if (touches) merged[merged.length - 1] = { ...last, end: Math.max(last.end, quote.end) };
    else merged.push(quote);
  }
  return merged;
}
