import type { RecognisedPicture } from '@mingda/files';
import { pageSize, type PagePlan } from './page-layouts.ts';
import type { RenderedPage } from './rendered-page.ts';

/** Middles of one row lie closer than this, those of two rows do not; points. */
const rowTolerance = 5;
/** From a base line to the middle of its type, as a share of the size. */
const middleOfType = 0.35;

interface Piece {
  readonly text: string;
  /** Left end and middle, points. */
  readonly x: number;
  readonly y: number;
}

/** What stands on a page, row by row across all columns: right characters count wherever a layout puts them. */
export function rowsOfPlan({ texts }: PagePlan): string {
  return inRows(texts.map(({ text, x, y, size }) => ({ text, x, y: y - middleOfType * size })));
}

/** What was read off a rendered page, row by row in the same way. */
export function rowsOfPicture({ lines }: RecognisedPicture, { turn }: Pick<RenderedPage, 'turn'>): string {
  const { width, height } = pageSize;
  const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
  const pieces = lines.map(({ text, box: [left, top, right, bottom] }) => {
    const across = ((left + right) / 2 - 0.5) * width;
    const down = ((top + bottom) / 2 - 0.5) * height;
    return {
      text,
      x: across * cosine + down * sine - ((right - left) * width) / 2,
      y: down * cosine - across * sine + height / 2,
    };
  });
  return inRows(pieces);
}

function inRows(pieces: readonly Piece[]): string {
  const rows: Piece[][] = [];
  for (const piece of pieces.toSorted((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row !== undefined && piece.y - row[0].y < rowTolerance) row.push(piece);
    else rows.push([piece]);
  }
  return rows
    .map((row) =>
      row
        .toSorted((a, b) => a.x - b.x)
        .map((it) => it.text)
        .join(' '),
    )
    .join('\n');
}

/** 1 - edit distance / length of the truth (Levenshtein), over characters with runs of white space as one space. */
export function characterAccuracy(truth: string, read: string): number {
  const [a, b] = [tidy(truth), tidy(read)];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return 1 - previous[b.length] / a.length;
}

/** Full and half width count as the same character; spaces beside Chinese characters carry nothing. */
function tidy(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  return [...plain.replace(/(?<=[\p{Script=Han}，。、；：？！（）]) | (?=[\p{Script=Han}，。、；：？！（）])/gu, '')];
}
