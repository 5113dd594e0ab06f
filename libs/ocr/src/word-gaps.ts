import type { Pixels } from './picture.ts';

/** Letters that words are made of where words are parted by spaces, with the signs that stand at their ends. */
const spaced = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d.,;:!?%)\]('"&$#@/\-–—+=]/u;
/** Nothing stands before these: a gap there is the sign's own white. */
const closing = /[.,;:!?%)\]'"’”]/;
/** In pixels of a line 48 high: letters stand 1-5 apart, in type of one width 4-14; words 8 and more, there 16. */
const leastGap = 7.5;
const mostGap = 12;
const timesUsual = 2.2;
/** Narrow digits stand far apart without being two numbers. */
const leastDigitGap = 13;
/** So do the signs inside a number, a version, a date or a code. */
const leastSignGap = 15;
/** Part of the ink's contrast from which a pixel counts as ink. */
const inkShare = 0.4;

export interface PlacedCharacter {
  readonly text: string;
  /** Middle of the character along the line, in pixels. */
  readonly x: number;
}

/**
 * Puts the spaces back that the recognition model leaves out between Latin words: where the picture is blank between
 * two characters for longer than letters of this line stand apart. Takes those away that it puts into numbers and codes.
 */
export function withWordGaps(read: readonly PlacedCharacter[], line: Pixels): string {
  const ink = inkColumns(line);
  const characters = read.filter((it) => it.text !== ' ');
  const beforeSpace = new Set(read.filter((_, at) => read[at + 1]?.text === ' '));
  const gaps = characters.map(({ text, x }, at) => {
    const next = characters[at + 1];
    return next === undefined || !spaced.test(text) || !spaced.test(next.text) ? 0 : widestBlank(ink, x, next.x);
  });
  const known = gaps.filter((it, at) => it > 0 && !beforeSpace.has(characters[at])).toSorted((a, b) => a - b);
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  // In a line of single words most gaps are between words: the usual one then says little.
  const threshold = Math.max(leastGap, Math.min(usual * timesUsual, mostGap));
  const isApart = (at: number): boolean => {
    const [text, next] = [characters[at].text, characters[at + 1]?.text ?? ''];
    if (beforeSpace.has(characters[at])) return gaps[at] >= leastBetween(text, next);
    if (gaps[at] === 0 || closing.test(next)) return false;
    return gaps[at] >= Math.max(threshold, leastBetween(text, next));
  };
  return characters.map(({ text }, at) => (isApart(at) ? `${text} ` : text)).join('');
}

function leastBetween(left: string, right: string): number {
  const [isDigitLeft, isDigitRight] = [/\d/.test(left), /\d/.test(right)];
  if (isDigitLeft && isDigitRight) return leastDigitGap;
  const isSign = (isDigitRight && /[.,:/-]/.test(left)) || (isDigitLeft && right === '-');
  return isSign ? leastSignGap : 0;
}

/** True for columns of the line in which something is drawn; the middle of the height alone, against underlines. */
function inkColumns({ data, width, height }: Pixels): boolean[] {
  const [top, bottom] = [Math.floor(height * 0.1), Math.ceil(height * 0.85)];
  const light = (x: number, y: number): number => {
    const at = 4 * (y * width + x);
    return (data[at] + data[at + 1] + data[at + 2]) / 3;
  };
  const edges: number[] = [];
  for (let x = 0; x < width; x += 1) edges.push(light(x, 0), light(x, height - 1));
  const paper = edges.toSorted((a, b) => a - b)[Math.floor(edges.length / 2)] ?? 255;
  let contrast = 0;
  for (let x = 0; x < width; x += 1) {
    for (let y = top; y < bottom; y += 1) contrast = Math.max(contrast, Math.abs(light(x, y) - paper));
  }
  return Array.from({ length: width }, (_, x) => {
    for (let y = top; y < bottom; y += 1) if (Math.abs(light(x, y) - paper) > contrast * inkShare) return true;
    return false;
  });
}

function widestBlank(ink: readonly boolean[], from: number, to: number): number {
  let widest = 0;
  let run = 0;
  for (let x = Math.max(0, Math.floor(from)); x <= Math.min(ink.length - 1, Math.ceil(to)); x += 1) {
    run = ink[x] ? 0 : run + 1;
    widest = Math.max(widest, run);
  }
  return widest;
}
