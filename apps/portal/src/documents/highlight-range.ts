/** A half-open range of UTF-16 units in a version's extracted text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface Segment {
  readonly text: string;
  readonly marked: boolean;
}

/** The part of `text` inside `window`, cut into pieces inside and outside of `mark`; empty pieces are left out. */
export function segmentsOf(text: string, window: TextRange, mark: TextRange | null): Segment[] {
  const start = mark === null ? window.end : clamp(mark.start, window);
  const end = mark === null ? window.end : Math.max(start, clamp(mark.end, window));
  return [
    { text: text.slice(window.start, start), marked: false },
    { text: text.slice(start, end), marked: true },
    { text: text.slice(end, window.end), marked: false },
  ].filter((it) => it.text !== '');
}

/** A text with some of its ranges marked; the ranges are in order and do not overlap. */
export function quietSegments(text: string, ranges: readonly TextRange[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    segments.push({ text: text.slice(at, start), marked: false }, { text: text.slice(start, end), marked: true });
    at = end;
  }
  segments.push({ text: text.slice(at), marked: false });
  return segments.filter((it) => it.text !== '');
}

export interface TextBlock<C> extends TextRange {
  /** Null for text that no chunk covers. */
  readonly chunk: C | null;
}

/** Chunks in order with the uncovered text between them; chunks may overlap, gaps of white space are dropped. */
export function blocksOf<C extends { readonly charStart: number; readonly charEnd: number }>(
  text: string,
  chunks: readonly C[],
): TextBlock<C>[] {
  const blocks: TextBlock<C>[] = [];
  let covered = 0;
  const addGap = (end: number) => {
    if (text.slice(covered, end).trim() !== '') blocks.push({ start: covered, end, chunk: null });
  };
  for (const chunk of chunks.toSorted((a, b) => a.charStart - b.charStart)) {
    if (chunk.charStart > covered) addGap(chunk.charStart);
    blocks.push({ start: chunk.charStart, end: chunk.charEnd, chunk });
    covered = Math.max(covered, chunk.charEnd);
  }
  addGap(text.length);
  return blocks;
}

/** `?start=&end=` of the address; null when absent or not a range. */
export function rangeOfSearch(search: URLSearchParams): TextRange | null {
  const start = Number(search.get('start') ?? Number.NaN);
  const end = Number(search.get('end') ?? Number.NaN);
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start ? { start, end } : null;
}

/**
 * Where a quote stands in a passage. The range of the citation is trusted when the passage reads the same there; a
 * passage whose text was trimmed or given a heading is searched instead.
 */
export function locateQuote(
  passage: { readonly text: string; readonly charStart: number },
  citation: { readonly quote: string; readonly charStart: number },
): TextRange | null {
  const { quote } = citation;
  const expected = citation.charStart - passage.charStart;
  const start = passage.text.startsWith(quote, Math.max(0, expected))
    ? Math.max(0, expected)
    : passage.text.indexOf(quote);
  return quote === '' || start < 0 ? null : { start, end: start + quote.length };
}

function clamp(position: number, window: TextRange): number {
  return Math.min(Math.max(position, window.start), window.end);
}
