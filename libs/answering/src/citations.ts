import type { Citation, PageBox } from '@mingda/contracts';
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
    // Words that a person wrote stand nowhere in the document: they cite what they stand for.
    charStart: passage.edited === undefined ? passage.charStart + start : passage.charStart,
    charEnd: passage.edited === undefined ? passage.charStart + end : passage.charEnd,
    quote: passage.text.slice(start, end),
    ...(passage.edited === undefined ? {} : { edited: passage.edited }),
    ...boxesOf(passage, { start: passage.charStart + start, end: passage.charStart + end }),
  }));
}

/** The boxes of the blocks that the quote touches; of an edited passage, those of what it stands for. */
function boxesOf(passage: Quote['passage'], quote: { start: number; end: number }): { boxes?: PageBox[] } {
  const touched = passage.boxes.filter(
    ({ charStart = -Infinity, charEnd = Infinity }) =>
      passage.edited !== undefined || (charStart < quote.end && charEnd > quote.start),
  );
  return touched.length === 0 ? {} : { boxes: touched.map(({ page, box }) => ({ page, box: [...box] })) };
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
