import type { ChunkEdit, ChunkPiece, CutChunk } from './chunk-edit.ts';
import { isVerbatim } from './edited-chunks.ts';

/** A person's wish; offsets count UTF-16 units of the chunk's text. */
export type ChunkChange =
  | { readonly action: 'rewrite'; readonly text: string }
  | { readonly action: 'split'; readonly at: readonly number[] }
  | { readonly action: 'merge' }
  | { readonly action: 'switch'; readonly enabled: boolean }
  /** Puts pieces of an edit that found no place any more into the chosen one. */
  | { readonly action: 'reapply'; readonly pieces: readonly { readonly text: string; readonly enabled: boolean }[] };

export interface Changeable {
  /** The text of the document's version. */
  readonly text: string;
  /** Every chunk of the version, in order. */
  readonly chunks: readonly CutChunk[];
  /** The edits that chunks name. */
  readonly edits: readonly ChunkEdit[];
}

export interface ChunkRun {
  /** Ordinals of the chunks that give way: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Ids of earlier edits that are taken up into the new one. */
  readonly replaces: readonly string[];
}

/**
 * What becomes of neighbouring chunks by a wish: one edit, which takes up those that had changed any of them before.
 * `merge` joins all chosen chunks; the others change the first of them.
 * @throws RangeError when the chosen chunks are no neighbours, or a cut lies outside of the text
 */
export function changeChunks(
  ground: Changeable,
  chosen: { readonly from: number; readonly count: number },
  change: ChunkChange,
): { edit: Omit<ChunkEdit, 'id'>; run: ChunkRun } {
  const picked = ground.chunks.slice(chosen.from, chosen.from + chosen.count);
  if (picked.length === 0 || picked.length < chosen.count) throw new RangeError('no such chunks');
  const replaces = [...new Set(picked.flatMap((it) => (it.editId === null ? [] : [it.editId])))];
  const inRun = (it: CutChunk): boolean => picked.includes(it) || (it.editId !== null && replaces.includes(it.editId));
  const from = ground.chunks.findIndex(inRun);
  const to = ground.chunks.findLastIndex(inRun) + 1;
  const run = ground.chunks.slice(from, to);
  const originals = originalsOf(run, ground.edits);
  const charStart = Math.min(...originals.map((it) => it.charStart));
  const charEnd = Math.max(...originals.map((it) => it.charEnd));
  const original = ground.text.slice(charStart, charEnd);
  const pieces = run.map((it): ChunkPiece => ({
    text: it.text,
    enabled: it.off !== 'person',
    start: it.charStart - charStart,
    end: it.charEnd - charStart,
  }));
  const first = chosen.from - from;
  const before = pieces.slice(0, first);
  const after = pieces.slice(first + chosen.count);
  const changed = changedPieces(pieces.slice(first, first + chosen.count), original, change);
  const edit = {
    headingPath: originals[0]?.headingPath ?? [],
    original,
    charStart,
    originals,
    pieces: [...before, ...changed, ...after],
  };
  return { edit, run: { from, to, replaces } };
}

/** The machine's chunks below a run; an edit counts once for all of its chunks. */
function originalsOf(run: readonly CutChunk[], edits: readonly ChunkEdit[]): ChunkEdit['originals'] {
  const seen = new Set<string>();
  return run.flatMap((chunk) => {
    if (chunk.editId === null) return [plain(chunk)];
    if (seen.has(chunk.editId)) return [];
    seen.add(chunk.editId);
    return edits.find((it) => it.id === chunk.editId)?.originals ?? [];
  });
}

/** What the machine cut, without what a person or the index made of it. */
function plain(chunk: CutChunk): ChunkEdit['originals'][number] {
  return {
    ordinal: chunk.ordinal,
    kind: chunk.kind,
    headingPath: chunk.headingPath,
    text: chunk.text,
    charStart: chunk.charStart,
    charEnd: chunk.charEnd,
    pageFrom: chunk.pageFrom,
    pageTo: chunk.pageTo,
    tokens: chunk.tokens,
    boxes: chunk.boxes,
    sentences: chunk.sentences,
  };
}

function changedPieces(pieces: readonly ChunkPiece[], original: string, change: ChunkChange): ChunkPiece[] {
  const [piece] = pieces;
  const last = pieces.at(-1);
  if (piece === undefined || last === undefined) return [];
  if (change.action === 'rewrite') return [{ ...piece, text: change.text }];
  if (change.action === 'switch') return [{ ...piece, enabled: change.enabled }];
  if (change.action === 'split') return splitPiece(piece, change.at, isVerbatim({ original }, piece));
  if (change.action === 'reapply') {
    return change.pieces.map((it) => ({ ...it, start: piece.start, end: piece.end }));
  }
  const untouched = pieces.every((it) => isVerbatim({ original }, it));
  const text = untouched ? original.slice(piece.start, last.end) : pieces.map((it) => it.text).join('\n');
  return [{ text, enabled: pieces.some((it) => it.enabled), start: piece.start, end: last.end }];
}

/** Text as it stands in the document keeps exact ranges; of other text every part stands for the whole range. */
function splitPiece(piece: ChunkPiece, at: readonly number[], exact: boolean): ChunkPiece[] {
  const cuts = [0, ...at.toSorted((a, b) => a - b), piece.text.length];
  const parts = cuts.slice(1).map((end, index): ChunkPiece => {
    const start = cuts[index] ?? 0;
    const raw = piece.text.slice(start, end);
    const text = raw.trim();
    if (text === '') throw new RangeError('a part is empty');
    const offset = piece.start + start + raw.length - raw.trimStart().length;
    return exact ? { ...piece, text, start: offset, end: offset + text.length } : { ...piece, text };
  });
  if (parts.length < 2) throw new RangeError('no place to cut');
  return parts;
}
