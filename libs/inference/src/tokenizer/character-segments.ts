/**
 * Characters that may merge with the one before them under NFKC: combining marks, Hangul jamo in all their widths and
 * the half-width katakana sound marks. Everything else starts a segment that normalises by itself, which is what makes
 * a map from normalised characters back to the original exact although NFKC changes lengths.
 */
const joiners = /[\p{M}\u1100-\u11FF\u3131-\u318E\uA960-\uA97F\uD7B0-\uD7FF\uFF9E-\uFFDC]/u;

const firstCombiningMark = 0x300;
const commonIdeographs = [0x3400, 0x9fff] as const;

function joinsPrevious(text: string, index: number, codePoint: number): boolean {
  if (codePoint < firstCombiningMark) return false;
  if (codePoint >= commonIdeographs[0] && codePoint <= commonIdeographs[1]) return false;
  return joiners.test(codePoint > 0xffff ? text.slice(index, index + 2) : text[index]);
}

/** End (exclusive, UTF-16) of the segment of `text` that starts at `start`. */
export function segmentEnd(text: string, start: number): number {
  let index = start;
  let codePoint = text.codePointAt(index) ?? 0;
  do {
    index += codePoint > 0xffff ? 2 : 1;
    if (index >= text.length) return text.length;
    codePoint = text.codePointAt(index) ?? 0;
  } while (joinsPrevious(text, index, codePoint));
  return index;
}
