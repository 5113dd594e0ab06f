import type { ChunkEdit, ChunkPiece, CutChunk, TextRange } from './chunk-edit.ts';
import type { DraftChunk } from './chunk-document.ts';
import { unitsOf } from './chunk-units.ts';

type CountTokens = (texts: readonly string[]) => readonly number[];

/** The chunks of an edit, in order; `ordinal` counts from 0 and is the caller's to move. Empty pieces are left out. */
export function chunksOfEdit(edit: ChunkEdit, countTokens: CountTokens): CutChunk[] {
  const pieces = edit.pieces.filter((it) => it.text.trim() !== '');
  const tokens = countTokens(pieces.map((it) => it.text));
  return pieces.map((piece, ordinal) => ({ ...chunkOf(edit, piece), ordinal, tokens: tokens[ordinal] ?? 0 }));
}

export function isVerbatim(edit: Pick<ChunkEdit, 'original'>, piece: ChunkPiece): boolean {
  return piece.text === edit.original.slice(piece.start, piece.end);
}

function chunkOf(edit: ChunkEdit, piece: ChunkPiece): Omit<CutChunk, 'ordinal' | 'tokens'> {
  const charStart = edit.charStart + piece.start;
  const charEnd = edit.charStart + piece.end;
  const under = edit.originals.filter((it) => it.charStart < charEnd && it.charEnd > charStart);
  const first = under[0] ?? edit.originals[0];
  const verbatim = isVerbatim(edit, piece);
  const pages = under.flatMap((it) => [it.pageFrom, it.pageTo]).filter((it) => it !== null);
  return {
    kind: first?.kind ?? 'paragraph',
    headingPath: first?.headingPath ?? edit.headingPath,
    text: piece.text,
    charStart,
    charEnd,
    pageFrom: pages.length === 0 ? null : Math.min(...pages),
    pageTo: pages.length === 0 ? null : Math.max(...pages),
    boxes: under.flatMap((it) => it.boxes),
    sentences: verbatim ? sentencesWithin(under, { start: charStart, end: charEnd }) : sentencesOf(piece.text, first),
    editId: edit.id,
    verbatim,
    off: piece.enabled ? null : 'person',
    muted: [],
  };
}

/** Sentences of the original chunks that lie in a range of the document, relative to its start. */
function sentencesWithin(originals: readonly DraftChunk[], range: TextRange): TextRange[] {
  const starts = new Map<number, number>();
  for (const { charStart, sentences } of originals) {
    for (const { start, end } of sentences) {
      const from = Math.max(charStart + start, range.start);
      const to = Math.min(charStart + end, range.end);
      if (to > from) starts.set(from - range.start, Math.max(to - range.start, starts.get(from - range.start) ?? 0));
    }
  }
  return [...starts].map(([start, end]) => ({ start, end })).toSorted((a, b) => a.start - b.start);
}

/** Sentences of a text that a person wrote; lines that repeat a heading of the chunk are none. */
function sentencesOf(text: string, first: DraftChunk | undefined): TextRange[] {
  const kind = first?.kind === 'table-row' ? 'table-row' : 'paragraph';
  const sentences: TextRange[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const start = at + line.length - line.trimStart().length;
    const block = { kind, text: line.trim(), start, end: start + line.trim().length } as const;
    at += line.length + 1;
    if (block.text === '' || first?.headingPath.includes(block.text) === true) continue;
    sentences.push(...unitsOf(block).map((unit) => ({ start: unit.start, end: unit.end })));
  }
  return sentences;
}
