import { colours, printable, type PdfPage, type TextStyle } from './pdf-page.ts';

export interface PdfColumn {
  readonly title: string;
  /** Share of the width, relative to the other columns. */
  readonly weight: number;
  readonly align?: 'left' | 'right';
}

export interface PdfCell {
  readonly text: string;
  readonly colour?: string;
  readonly bold?: boolean;
  readonly size?: number;
}

const padding = { x: 4, y: 3 } as const;
const size = 8.5;
const smallestHead = 6;

/** A table whose rows stay whole; the header comes again on each page that it reaches. */
export function drawTable(
  page: PdfPage,
  columns: readonly PdfColumn[],
  rows: readonly (readonly (string | PdfCell)[])[],
): void {
  const total = columns.reduce((sum, { weight }) => sum + weight, 0);
  const widths = columns.map(({ weight }) => (weight / total) * page.width);
  const headSize = headSizeOf(page, columns, widths);
  const head = columns.map(({ title }): PdfCell => ({ text: title, bold: true, size: headSize }));
  const headHeight = rowHeight(page, head, widths);
  const drawHead = (): void => drawRow(page, { cells: head, columns, widths, height: headHeight, fill: colours.head });
  page.ensure(headHeight + 30);
  drawHead();
  for (const row of rows) {
    const cells = row.map((cell): PdfCell => (typeof cell === 'string' ? { text: cell } : cell));
    const height = rowHeight(page, cells, widths);
    if (page.ensure(height)) drawHead();
    drawRow(page, { cells, columns, widths, height });
  }
  page.y += 6;
}

interface Row {
  readonly cells: readonly PdfCell[];
  readonly columns: readonly PdfColumn[];
  readonly widths: readonly number[];
  readonly height: number;
  readonly fill?: string;
}

function drawRow(page: PdfPage, { cells, columns, widths, height, fill }: Row): void {
  const top = page.y;
  if (fill !== undefined) page.doc.rect(page.left, top, page.width, height).fill(fill);
  let x = page.left;
  cells.forEach((cell, index) => {
    page.style(styleOf(cell)).text(printable(cell.text), x + padding.x, top + padding.y, {
      width: widths[index] - 2 * padding.x,
      align: columns[index].align ?? 'left',
      lineGap: 1.5,
    });
    x += widths[index];
  });
  page.y = top + height;
  page.rule();
}

function rowHeight(page: PdfPage, cells: readonly PdfCell[], widths: readonly number[]): number {
  const heights = cells.map((cell, index) =>
    page.height(printable(cell.text), styleOf(cell), widths[index] - 2 * padding.x),
  );
  return Math.max(...heights) + 2 * padding.y;
}

/** Small enough that no word of a title is broken. */
function headSizeOf(page: PdfPage, columns: readonly PdfColumn[], widths: readonly number[]): number {
  const fitting = columns.flatMap(({ title }, index) =>
    title.split(/\s+/).map((word) => {
      const room = widths[index] - 2 * padding.x;
      const needed = page.style({ size, weight: 'bold' }).widthOfString(word);
      return /\p{Script=Han}/u.test(word) || needed <= room ? size : Math.floor((size * room * 10) / needed) / 10;
    }),
  );
  return Math.max(smallestHead, Math.min(size, ...fitting));
}

function styleOf({ bold, colour, size: own = size }: PdfCell): TextStyle {
  return { size: own, weight: bold === true ? 'bold' : 'regular', ...(colour === undefined ? {} : { colour }) };
}
