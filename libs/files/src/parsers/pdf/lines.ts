import { touchesWithoutSpace } from '../../document/clean-text.ts';
import { boundsOf, median, sharedHeight, type Rect, type Run } from './page-content.ts';

/** Runs of one line without a wide gap between them: a line of text, or a cell of a row. */
export interface Fragment extends Rect {
  readonly text: string;
  readonly size: number;
  readonly isBold: boolean;
  readonly runs: readonly Run[];
}

/** Gap, in font sizes, from which two runs are no longer one text: between the columns of a table, of a page. */
export const cellGap = 1.05;
export const columnGap = 0.6;

/** Fragments of a set of runs, from the top, each line from the left. */
export function fragmentsOf(runs: readonly Run[], gap: number): Fragment[] {
  return linesOf(runs).flatMap((line) => {
    const parts: Run[][] = [];
    for (const run of line) {
      const last = parts.at(-1)?.at(-1);
      const isApart = last === undefined || run.x0 - last.x1 > gap * Math.max(run.size, last.size);
      if (isApart) parts.push([run]);
      else parts.at(-1)?.push(run);
    }
    return parts.map(fragmentOf).filter((it) => it.text !== '');
  });
}

/** One text from all runs of a small area, such as a cell, line by line. */
export function linesOfArea(runs: readonly Run[]): string[] {
  return linesOf(runs)
    .map((line) => joinRuns(line))
    .filter((line) => line !== '');
}

function linesOf(runs: readonly Run[]): Run[][] {
  const lines: { runs: Run[]; y0: number; y1: number }[] = [];
  for (const run of runs.toSorted((a, b) => a.y1 - b.y1 || a.x0 - b.x0)) {
    const line = lines.findLast((it) => sharedHeight(it, run) > 0.5);
    // Superscripts and mixed sizes overlap their line, but must not stretch it over the next one.
    if (line === undefined) {
      lines.push({ runs: [run], y0: run.y0, y1: run.y1 });
    } else {
      line.runs.push(run);
      if (run.y1 - run.y0 > line.y1 - line.y0) [line.y0, line.y1] = [run.y0, run.y1];
    }
  }
  return lines.toSorted((a, b) => a.y1 - b.y1).map((line) => line.runs.toSorted((a, b) => a.x0 - b.x0));
}

function fragmentOf(runs: readonly Run[]): Fragment {
  const bold = runs.filter((it) => it.isBold).reduce((sum, it) => sum + it.text.length, 0);
  const all = runs.reduce((sum, it) => sum + it.text.length, 0);
  const sizes = runs.flatMap((it) => Array.from({ length: Math.min(200, it.text.length) }, () => it.size));
  return { ...boundsOf(runs), text: joinRuns(runs), size: median(sizes), isBold: bold > all / 2, runs };
}

function joinRuns(line: readonly Run[]): string {
  const isRightToLeft = line.filter((it) => it.isRightToLeft).length > line.length / 2;
  let text = '';
  let last: Run | undefined;
  for (const run of isRightToLeft ? line.toReversed() : line) {
    if (last !== undefined) {
      const gap = isRightToLeft ? last.x0 - run.x1 : run.x0 - last.x1;
      const size = Math.max(run.size, last.size);
      const needsSpace = touchesWithoutSpace(text, run.text) ? gap > size * 0.8 : gap > size * 0.12;
      if (needsSpace) text += ' ';
    }
    text += run.text;
    last = run;
  }
  return tightenChinese(text.replace(/\s+/g, ' ').trim());
}

const chinese = '\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef';
const blankBetween = new RegExp(`(?<=[${chinese}]) (?=[${chinese}])`, 'g');

/** Justified Chinese lines have gaps that look like blanks; in a short line, such as a heading, a blank is meant. */
function tightenChinese(text: string): string {
  return text.length > 20 ? text.replace(blankBetween, '') : text;
}
