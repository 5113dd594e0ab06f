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
  const places = placesOf(text);
  const lines: TextLine[] = [];
  for (const { line, start } of places) {
    if (isTelling(line)) lines.push(known(line, start));
    // What lies in the middle of a long text need not be looked at.
    if (lines.length > 2 * counted) return [...lines.slice(0, counted), ...lastOf(places)];
  }
  return lines;
}

interface Place {
  readonly line: string;
  readonly start: number;
}

function placesOf(text: string): Place[] {
  let start = 0;
  return text.split('\n').map((raw) => {
    const line = raw.trim();
    const place = { line, start: start + raw.indexOf(line) };
    start += raw.length + 1;
    return place;
  });
}

function lastOf(places: readonly Place[]): TextLine[] {
  const lines: TextLine[] = [];
  for (let at = places.length - 1; at >= 0 && lines.length < counted; at -= 1) {
    const { line, start } = places[at];
    if (isTelling(line)) lines.unshift(known(line, start));
  }
  return lines;
}

const known = (line: string, start: number): TextLine => ({ start, end: start + line.length, hash: hashOf(line) });

const isTelling = (line: string): boolean => line.length <= longest && isHeavy(line) && !isRow(line);

/** A table row, `head: cell | head: cell`, is content, however often it is said. */
function isRow(line: string): boolean {
  const [first = '', second = ''] = line.split('|', 2);
  return first.endsWith(' ') && first.slice(0, -1).includes(': ') && second.startsWith(' ') && second.includes(': ', 1);
}

function isHeavy(line: string): boolean {
  let weight = 0;
  for (const character of line) {
    weight += weightOf(character);
    if (weight >= leastWeight) return true;
  }
  return false;
}

function weightOf(character: string): number {
  const isSaid = /[\p{L}\p{N}]/u.test(character);
  if (character <= '\u007F') return isSaid ? 1 : 0;
  const isHan = /\p{Script=Han}/u.test(character);
  return (isHan ? 1.5 : 0) + (isSaid ? 1 : 0);
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
