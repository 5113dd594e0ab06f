import type { BlockKind } from '@mingda/contracts';
import { splitSentences } from '@mingda/language';
import type { PlacedBlock } from './place-blocks.ts';

/** The smallest piece that chunking keeps whole: a sentence, a list item, a table row, a heading, a line of code. */
export interface ChunkUnit {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  readonly block: PlacedBlock;
}

/** A unit longer than this is cut although it is one sentence; about the window of the smallest supported model. */
const longestUnit = 400;

function cutLong(unit: ChunkUnit): ChunkUnit[] {
  if (unit.end - unit.start <= longestUnit || unit.kind === 'heading') return [unit];
  const text = unit.block.text.slice(unit.start - unit.block.start, unit.end - unit.block.start);
  const pieces: ChunkUnit[] = [];
  let from = 0;
  while (from < text.length) {
    const hard = Math.min(from + longestUnit, text.length);
    const soft = hard === text.length ? hard : softEnd(text, from, hard);
    pieces.push({ ...unit, start: unit.start + from, end: unit.start + soft });
    from = soft;
  }
  return pieces;
}

/** The last comma, clause mark or space in the second half of the window; its end when there is none. */
function softEnd(text: string, from: number, hard: number): number {
  for (let at = hard; at > from + longestUnit / 2; at -= 1) {
    if (/[，、,；;：|\s]/.test(text.charAt(at - 1))) return at;
  }
  // Never between the halves of a surrogate pair.
  return /[\uD800-\uDBFF]/.test(text.charAt(hard - 1)) ? hard - 1 : hard;
}

export function unitsOf(block: PlacedBlock): ChunkUnit[] {
  if (block.kind === 'heading' || block.kind === 'table-row') {
    return cutLong({ kind: block.kind, start: block.start, end: block.end, block });
  }
  return splitSentences(block.text).flatMap(([start, end]) =>
    cutLong({ kind: block.kind, start: block.start + start, end: block.start + end, block }),
  );
}
