import { splitSentences } from '@mingda/language';

const leadingMarks = /^(?:\s*\[\d{1,2}\])+/u;
/** The beginning of a mark that is still being written. */
const openMark = /^\s*(?:\[\d{0,2})?$/u;

type Range = readonly [start: number, end: number];

/** Sentences with the marks that follow them: a mark stands behind the full stop and belongs to what it ends. */
export function writtenSentences(text: string): Range[] {
  const ranges: [start: number, end: number][] = [];
  for (const [start, end] of splitSentences(text)) {
    const marks = leadingMarks.exec(text.slice(start, end))?.[0].length ?? 0;
    const last = ranges.at(-1);
    if (marks === 0 || last === undefined) {
      ranges.push([start, end]);
      continue;
    }
    last[1] = start + marks;
    if (text.slice(last[1], end).trim() !== '') ranges.push([last[1], end]);
  }
  return ranges;
}

/** Where the last sentence ends that more text cannot lengthen: a mark may still follow the last full stop. */
export function completeUntil(written: string, from: number): number {
  const rest = written.slice(from);
  const ranges = writtenSentences(rest);
  const last = ranges.at(-1);
  const behind = last !== undefined && openMark.test(rest.slice(...last)) ? ranges.slice(0, -1) : ranges;
  return behind.length < 2 ? from : from + (behind.at(-1)?.[0] ?? 0);
}
