import { createHash } from 'node:crypto';
import type { CutChunk, TextRange } from './chunk-edit.ts';

/** A line of a document's text that may be found in others: its range and what it is known by. */
export interface TextLine extends TextRange {
  /** 48 bits of a hash of the line, white space and case aside. */
  readonly hash: number;
}

/** Shorter lines are names and labels; a Chinese character says about as much as two and a half letters. */
const leastWeight = 24;
const longest = 2000;
/** Lines counted at each end of a document; footers and disclaimers stand there, and long documents stay cheap. */
const counted = 150;

/** The lines of a canonical text that are long enough to be recognised elsewhere. */
export function linesOf(text: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const offset = start + raw.indexOf(line);
    start += raw.length + 1;
    if (line.length > longest || weightOf(line) < leastWeight || isRow(line)) continue;
    lines.push({ start: offset, end: offset + line.length, hash: hashOf(line) });
  }
  return lines.length <= 2 * counted ? lines : [...lines.slice(0, counted), ...lines.slice(-counted)];
}

/** A table row, `head: cell | head: cell`, is content, however often it is said. */
function isRow(line: string): boolean {
  const [first = '', second = ''] = line.split('|', 2);
  return first.endsWith(' ') && first.slice(0, -1).includes(': ') && second.startsWith(' ') && second.includes(': ', 1);
}

function weightOf(line: string): number {
  const han = line.match(/\p{Script=Han}/gu)?.length ?? 0;
  const others = line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return 2.5 * han + (others - han);
}

function hashOf(line: string): number {
  const same = line.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '');
  return createHash('sha256').update(same).digest().readUIntBE(0, 6);
}

/**
 * Chunks of the machine without the lines that are repeated elsewhere: these are not embedded and not indexed, but stay
 * in the text and can be quoted. A chunk that says nothing else is off. What a person wrote or switched is left alone.
 */
export function muteChunks(
  chunks: readonly CutChunk[],
  lines: readonly TextLine[],
  repeated: ReadonlySet<number>,
): CutChunk[] {
  const quiet = lines.filter((it) => repeated.has(it.hash));
  return chunks.map((chunk) => {
    if (chunk.editId !== null) return chunk;
    const muted = quiet
      .map(({ start, end, hash }) => ({
        start: Math.max(start, chunk.charStart) - chunk.charStart,
        end: Math.min(end, chunk.charEnd) - chunk.charStart,
        line: hash,
      }))
      .filter((it) => it.end > it.start);
    const isQuiet = (it: TextRange): boolean => muted.some(({ start, end }) => start <= it.start && end >= it.end);
    const saysNothing = muted.length > 0 && chunk.sentences.every(isQuiet);
    return { ...chunk, muted, off: saysNothing ? 'repeated' : null };
  });
}
