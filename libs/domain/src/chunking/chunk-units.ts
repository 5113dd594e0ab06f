import type { BlockKind } from '@mingda/contracts';
import { splitSentences } from '@mingda/language';
import type { PlacedBlock } from './place-blocks.ts';

/** The smallest piece that chunking keeps whole: a sentence, a list item, a table row, a heading, a line of code. */
export interface ChunkUnit {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  readonly block: PlacedBlock;
  /** Of a later part of a long table row, the row's first cell, which says what the row is about. */
  readonly rowKey?: string;
}

/** A unit longer than this is cut although it is one sentence; about the window of the smallest supported model. */
const longestUnit = 400;
const cellEdge = ' | ';

/** Cuts a unit into parts of at most `longest` UTF-16 units, at a clause mark or space where there is one. */
export function cutUnit(unit: ChunkUnit, longest: number): ChunkUnit[] {
  if (unit.end - unit.start <= longest) return [unit];
  const text = unit.block.text.slice(unit.start - unit.block.start, unit.end - unit.block.start);
  const isRow = unit.kind === 'table-row';
  const key = isRow && unit.rowKey === undefined ? rowKeyOf(text, longest) : {};
  const pieces: ChunkUnit[] = [];
  let from = 0;
  while (from < text.length) {
    const hard = Math.min(from + longest, text.length);
    const soft = hard === text.length ? hard : (cellEnd(text, { from, hard, isRow }) ?? softEnd(text, from, hard));
    pieces.push({ ...unit, ...(from === 0 ? {} : key), start: unit.start + from, end: unit.start + soft });
    from = soft;
  }
  return pieces;
}

/** The first cell with its header; none where it is itself too long to be said again. */
function rowKeyOf(text: string, longest: number): { rowKey?: string } {
  const edge = text.indexOf(cellEdge);
  return edge > 0 && edge <= longest / 4 ? { rowKey: text.slice(0, edge) } : {};
}

/** The end of the last whole cell in the second half of the window: a value stays with its header. */
function cellEnd(text: string, { from, hard, isRow }: { from: number; hard: number; isRow: boolean }): number | null {
  if (!isRow) return null;
  const edge = text.lastIndexOf(cellEdge, hard - cellEdge.length);
  return edge > from + (hard - from) / 2 ? edge + cellEdge.length : null;
}

/** The last comma, clause mark or space in the second half of the window; its end when there is none. */
function softEnd(text: string, from: number, hard: number): number {
  for (let at = hard; at > from + (hard - from) / 2; at -= 1) {
    if (/[，、,；;：|\s]/.test(text.charAt(at - 1))) return at;
  }
  // Never between the halves of a surrogate pair.
  const halved = /[\uD800-\uDBFF]/.test(text.charAt(hard - 1));
  return halved && hard - 1 > from ? hard - 1 : hard;
}

export function unitsOf(block: PlacedBlock): ChunkUnit[] {
  const whole: ChunkUnit = { kind: block.kind, start: block.start, end: block.end, block };
  if (block.kind === 'heading') return [whole];
  if (block.kind === 'table-row') return cutUnit(whole, longestUnit);
  return splitSentences(block.text).flatMap(([start, end]) =>
    cutUnit({ ...whole, start: block.start + start, end: block.start + end }, longestUnit),
  );
}
