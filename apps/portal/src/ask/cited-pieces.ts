import { escapePattern } from '../documents/escape-pattern.ts';

export type CitedPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'marker'; readonly marker: number };

interface Cited {
  readonly marker: number;
  readonly quote: string;
}

/**
 * Splits an answer at its citations. A written answer carries markers, `[1]`; an extracted one is made of the quotes
 * themselves, and each marker is put behind its quote. A number in brackets that no citation has stays text.
 */
export function citedPieces(text: string, citations: readonly Cited[]): CitedPiece[] {
  const markers = new Set(citations.map(({ marker }) => marker));
  const pieces = splitAtMarkers(text, markers);
  return pieces.some(({ kind }) => kind === 'marker') ? pieces : splitAfterQuotes(text, citations);
}

function splitAtMarkers(text: string, markers: ReadonlySet<number>): CitedPiece[] {
  const pieces: CitedPiece[] = [];
  for (const [index, part] of text.split(/\[(\d{1,3})\]/).entries()) {
    const isMarker = index % 2 === 1;
    if (isMarker && markers.has(Number(part))) pieces.push({ kind: 'marker', marker: Number(part) });
    else if (part !== '') pieces.push({ kind: 'text', text: isMarker ? `[${part}]` : part });
  }
  return pieces;
}

function splitAfterQuotes(text: string, citations: readonly Cited[]): CitedPiece[] {
  const ends = citations
    .map(({ marker, quote }) => ({ marker, end: endOfQuote(text, quote) }))
    .filter(({ end }) => end > 0)
    .toSorted((a, b) => a.end - b.end);
  const pieces: CitedPiece[] = [];
  let start = 0;
  for (const { marker, end } of ends) {
    if (end > start) pieces.push({ kind: 'text', text: text.slice(start, end) });
    pieces.push({ kind: 'marker', marker });
    start = end;
  }
  if (start < text.length) pieces.push({ kind: 'text', text: text.slice(start) });
  return pieces;
}

/** Where a quote ends in the answer, whatever white space joins its sentences there; 0 when it is not in it. */
function endOfQuote(text: string, quote: string): number {
  const words = quote.trim().split(/\s+/).map(escapePattern);
  const found = new RegExp(words.join(String.raw`\s*`), 'u').exec(text);
  return found === null ? 0 : found.index + found[0].length;
}
