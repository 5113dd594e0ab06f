import type { DraftChunk } from './chunk-document.ts';
import { asCut, type ChunkEdit, type CutChunk, type TextRange } from './chunk-edit.ts';
import { chunksOfEdit } from './edited-chunks.ts';

export interface AppliedEdits {
  readonly chunks: CutChunk[];
  /** The edits whose text was found, with their originals moved to where it stands now. */
  readonly applied: ChunkEdit[];
  /** Ids of the edits whose text is not in the document any more. */
  readonly lost: string[];
}

interface Request {
  readonly text: string;
  /** The document as the machine cuts it now, by whatever settings. */
  readonly drafts: readonly DraftChunk[];
  readonly edits: readonly ChunkEdit[];
  readonly countTokens: (texts: readonly string[]) => readonly number[];
}

/**
 * Puts people's edits back into a document that was cut anew. An edit holds where its original text still stands
 * unchanged between the same kind of boundaries, wherever it moved to; of several places, one under the same headings is
 * preferred, then the nearest to the old one. Chunks of the machine give way: what lies inside goes, what sticks out is
 * kept without the part inside.
 */
export function applyEdits({ text, drafts, edits, countTokens }: Request): AppliedEdits {
  if (edits.length === 0) return { chunks: drafts.map(asCut), applied: [], lost: [] };
  const bounds = boundaries(text, drafts);
  const taken: TextRange[] = [];
  const applied: ChunkEdit[] = [];
  const lost: string[] = [];
  for (const edit of edits.toSorted((a, b) => a.charStart - b.charStart)) {
    const start = placeOf(edit, { text, drafts, bounds, taken });
    if (start === null) {
      lost.push(edit.id);
      continue;
    }
    taken.push({ start, end: start + edit.original.length });
    applied.push(moved(edit, start, drafts));
  }
  const rest = taken.reduce<DraftChunk[]>(
    (chunks, range) => chunks.flatMap((it) => without(it, range, countTokens)),
    [...drafts],
  );
  const chunks = [...rest.map(asCut), ...applied.flatMap((it) => chunksOfEdit(it, countTokens))];
  const ordered = chunks.toSorted((a, b) => a.charStart - b.charStart || a.ordinal - b.ordinal);
  return { chunks: ordered.map((it, ordinal) => ({ ...it, ordinal })), applied, lost };
}

interface Ground {
  readonly text: string;
  readonly drafts: readonly DraftChunk[];
  readonly bounds: ReadonlySet<number>;
  readonly taken: readonly TextRange[];
}

function placeOf(edit: ChunkEdit, { text, drafts, bounds, taken }: Ground): number | null {
  if (edit.original === '') return null;
  const path = edit.headingPath.join('\n');
  let best: { start: number; elsewhere: boolean; distance: number } | null = null;
  for (let start = text.indexOf(edit.original); start >= 0; start = text.indexOf(edit.original, start + 1)) {
    const end = start + edit.original.length;
    if (!bounds.has(start) || !bounds.has(end)) continue;
    if (taken.some((it) => it.start <= start && it.end >= end)) continue;
    const under = drafts.find((it) => it.charStart <= start && it.charEnd > start);
    const elsewhere = under?.headingPath.join('\n') !== path;
    const distance = Math.abs(start - edit.charStart);
    const better = best === null || (elsewhere === best.elsewhere ? distance < best.distance : best.elsewhere);
    if (better) best = { start, elsewhere, distance };
  }
  return best?.start ?? null;
}

/** Where a chunk may begin or end: edges of chunks, sentences and lines. */
function boundaries(text: string, drafts: readonly DraftChunk[]): Set<number> {
  const bounds = new Set<number>([0, text.length]);
  for (const { charStart, charEnd, sentences } of drafts) {
    bounds.add(charStart).add(charEnd);
    for (const { start, end } of sentences) bounds.add(charStart + start).add(charStart + end);
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) bounds.add(at).add(at + 1);
  return bounds;
}

/** The edit at its place of now; pages and boxes are those of the new cut there. */
function moved(edit: ChunkEdit, start: number, drafts: readonly DraftChunk[]): ChunkEdit {
  const by = start - edit.charStart;
  const originals = edit.originals.map((original): DraftChunk => {
    const charStart = original.charStart + by;
    const charEnd = original.charEnd + by;
    const under = drafts.filter((it) => it.charStart < charEnd && it.charEnd > charStart);
    const same = under.find((it) => it.charStart === charStart && it.charEnd === charEnd);
    const pages = under.flatMap((it) => [it.pageFrom, it.pageTo]).filter((it) => it !== null);
    return {
      ...original,
      charStart,
      charEnd,
      headingPath: same?.headingPath ?? original.headingPath,
      pageFrom: pages.length === 0 ? null : Math.min(...pages),
      pageTo: pages.length === 0 ? null : Math.max(...pages),
      boxes: under.flatMap((it) => it.boxes),
    };
  });
  return { ...edit, charStart: start, originals, headingPath: originals[0]?.headingPath ?? edit.headingPath };
}

/** The parts of a chunk outside of a range. */
function without(chunk: DraftChunk, range: TextRange, countTokens: Request['countTokens']): DraftChunk[] {
  if (chunk.charEnd <= range.start || chunk.charStart >= range.end) return [chunk];
  const outside = [
    { start: chunk.charStart, end: range.start },
    { start: range.end, end: chunk.charEnd },
  ];
  return outside.flatMap((it) => {
    const raw = chunk.text.slice(Math.max(0, it.start - chunk.charStart), Math.max(0, it.end - chunk.charStart));
    const text = raw.trim();
    if (text === '') return [];
    const charStart = it.start + raw.length - raw.trimStart().length;
    const offset = charStart - chunk.charStart;
    const sentences = chunk.sentences
      .map(({ start, end }) => ({ start: start - offset, end: end - offset }))
      .filter(({ start, end }) => start >= 0 && end <= text.length);
    const charEnd = charStart + text.length;
    return [{ ...chunk, text, charStart, charEnd, sentences, tokens: countTokens([text])[0] ?? 0 }];
  });
}
