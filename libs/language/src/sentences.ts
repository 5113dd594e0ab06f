/** A character range [start, end) of a text. */
export type SentenceSpan = readonly [start: number, end: number];

const closers = '"\'”’」』）)】]》〉';
const abbreviations =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|inc|ltd|co|corp|dept|fig|sec|approx|art|vol|p|pp|u\.s|a\.m|p\.m|[a-z])\.$/i;

const isSpace = (character: string): boolean => /\s/.test(character);

function endsSentence(text: string, at: number): boolean {
  const character = text.charAt(at);
  if ('。！？!?；\n'.includes(character)) return true;
  if (character === '…') return text.charAt(at + 1) !== '…';
  if (character !== '.') return false;
  const next = text.charAt(at + 1);
  if (next !== '' && !isSpace(next) && !closers.includes(next)) return false;
  if (abbreviations.test(text.slice(Math.max(0, at - 12), at + 1))) return false;
  // "1. Open the lid": the number of a list item is not a sentence.
  const lineStart = text.lastIndexOf('\n', at) + 1;
  return !/(?:^|[.!?。！？;；]\s)\s*\d{1,3}$/.test(text.slice(lineStart, at));
}

/**
 * Sentences of Chinese and English text as trimmed ranges. Decimals, versions, abbreviations and list numbers do not
 * end one; a line break always does. Closing quotes and brackets stay with their sentence.
 */
export function splitSentences(text: string): SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  let start = 0;
  const push = (end: number): void => {
    let from = start;
    let to = end;
    while (from < to && isSpace(text.charAt(from))) from += 1;
    while (to > from && isSpace(text.charAt(to - 1))) to -= 1;
    if (to > from) spans.push([from, to]);
    start = end;
  };
  for (let i = 0; i < text.length; i += 1) {
    if (!endsSentence(text, i)) continue;
    let end = i + 1;
    while (end < text.length && (closers.includes(text.charAt(end)) || '。！？!?'.includes(text.charAt(end)))) end += 1;
    push(end);
    i = end - 1;
  }
  push(text.length);
  return spans;
}
