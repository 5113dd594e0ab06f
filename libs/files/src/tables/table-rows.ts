import type { Block } from '@mingda/contracts';
import { cleanLine } from '../document/clean-text.ts';
import { countHeaderRows } from './header-detection.ts';

/** One cell as written: it may cover further columns and rows. */
export interface SpannedCell {
  readonly text: string;
  readonly colSpan?: number;
  readonly rowSpan?: number;
}

export interface TableGrid {
  readonly rows: readonly (readonly SpannedCell[])[];
  /** Rows of the header where the format names them; found by looking when undefined; 0 when there is none. */
  readonly headerRows?: number;
  /** One box per row, where the format knows them. */
  readonly boxes?: readonly (Block['box'] | undefined)[];
}

export interface TableRow {
  readonly text: string;
  readonly header: readonly string[] | undefined;
  readonly cells: readonly string[];
  readonly box: Block['box'] | undefined;
}

export interface ReadTable {
  readonly captions: readonly string[];
  readonly rows: readonly TableRow[];
}

/** A cell of the rectangle: `across` continues the one to its left, so that its text is not said twice. */
export interface GridCell {
  readonly text: string;
  readonly across: boolean;
}

const maxColumns = 512;

/**
 * Rows that each stand alone: `header: cell | header: cell`, empty cells left out. A cell that covers several rows is
 * repeated in each, one that covers several columns stands in its first; a header over several rows is joined.
 */
export function readTable(grid: TableGrid): ReadTable {
  const matrix = expandSpans(grid.rows);
  const columns = usedColumns(matrix);
  const lines = matrix
    .map((row, at) => ({ cells: columns.map((column) => row[column] ?? blank), at }))
    .filter((line) => line.cells.some((cell) => cell.text !== ''));
  const captions: string[] = [];
  let start = 0;
  while (start < lines.length - 1 && isFullWidth(lines[start]?.cells ?? [], columns.length)) {
    captions.push(lines[start]?.cells[0]?.text ?? '');
    start += 1;
  }
  const body = lines.slice(start);
  const isNamed = grid.headerRows !== undefined;
  const headerRows = isNamed
    ? body.filter((line) => line.at < (grid.headerRows ?? 0)).length
    : countHeaderRows(body.map((line) => line.cells));
  if (headerRows >= body.length) return { captions, rows: body.map((line) => rowOf(line, undefined, grid)) };
  const rows: TableRow[] = [];
  let header = headerRows === 0 ? undefined : joinHeader(body.slice(0, headerRows).map((line) => line.cells));
  for (let at = headerRows; at < body.length; at += 1) {
    const line = body[at];
    if (line === undefined) break;
    const again = isNamed
      ? 0
      : headerInside(
          body.map((it) => it.cells),
          at,
        );
    if (again > 0) {
      header = joinHeader(body.slice(at, at + again).map((it) => it.cells));
      at += again - 1;
    } else {
      rows.push(rowOf(line, header, grid));
    }
  }
  return { captions, rows };
}

interface GridLine {
  readonly cells: readonly GridCell[];
  readonly at: number;
}

function rowOf(line: GridLine, header: readonly string[] | undefined, grid: TableGrid): TableRow {
  const cells = line.cells.map((cell) => (cell.across ? '' : cell.text));
  const isSpread = cells.length > 2 && line.cells.every((cell) => cell.text === line.cells[0]?.text);
  return { text: rowText(cells, isSpread ? undefined : header), header, cells, box: grid.boxes?.[line.at] };
}

/**
 * Rows of a second header in the middle of a table: after a title over the whole width, or names without one in the
 * first column above figures.
 */
function headerInside(rows: readonly (readonly GridCell[])[], at: number): number {
  const row = rows[at] ?? [];
  const above = rows[at - 1] ?? [];
  const isUnderTitle = isFullWidth(above, above.length) && above.every((cell) => cell.text !== '') && above.length > 2;
  const lacksFirst = row[0]?.text === '' && row.slice(1).every((cell) => cell.text !== '') && row.length > 2;
  if (!isUnderTitle && !lacksFirst) return 0;
  const section = rows.slice(at);
  const end = section.findIndex(
    (it, index) => index > 0 && it.length > 2 && it.every((cell) => cell.text === it[0]?.text),
  );
  return countHeaderRows(end < 0 ? section : section.slice(0, end), lacksFirst);
}

const blank: GridCell = { text: '', across: false };

function expandSpans(rows: TableGrid['rows']): GridCell[][] {
  const matrix: GridCell[][] = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of row) {
      while (matrix[at]?.[column] !== undefined) column += 1;
      if (column >= maxColumns) break;
      const text = cleanLine(cell.text);
      const width = Math.min(Math.max(1, cell.colSpan ?? 1), maxColumns - column);
      const height = Math.min(Math.max(1, cell.rowSpan ?? 1), rows.length - at);
      for (let down = 0; down < height; down += 1) {
        const target = matrix[at + down] ?? [];
        for (let right = 0; right < width; right += 1) target[column + right] ??= { text, across: right > 0 };
      }
      column += width;
    }
  });
  return matrix;
}

function usedColumns(matrix: readonly (readonly (GridCell | undefined)[])[]): number[] {
  const used = new Set<number>();
  for (const row of matrix) {
    row.forEach((cell, column) => {
      if (cell !== undefined && cell.text !== '') used.add(column);
    });
  }
  return [...used].toSorted((a, b) => a - b);
}

/** A title set over the whole table, or alone in the first of three or more columns. */
function isFullWidth(cells: readonly GridCell[], width: number): boolean {
  const own = cells.filter((cell) => cell.text !== '' && !cell.across);
  if (own.length !== 1 || width < 2 || cells[0]?.text === '') return false;
  return width >= 3 || cells.every((cell) => cell.text !== '');
}

function joinHeader(rows: readonly (readonly GridCell[])[]): string[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => {
    const parts: string[] = [];
    for (const row of rows) {
      const text = row[column]?.text ?? '';
      if (text !== '' && !parts.includes(text)) parts.push(text);
    }
    return parts.join(' ');
  });
}

function rowText(cells: readonly string[], header: readonly string[] | undefined): string {
  const filled = cells.flatMap((cell, column) => (cell === '' ? [] : [{ cell, name: header?.[column] ?? '' }]));
  if (header === undefined && cells.length === 2 && filled.length === 2) {
    return `${filled[0]?.cell.replace(/[:：]$/, '') ?? ''}: ${filled[1]?.cell ?? ''}`;
  }
  return filled
    .map(({ cell, name }) => (name === '' || name === cell ? cell : `${name.replace(/[:：]$/, '')}: ${cell}`))
    .join(' | ');
}
