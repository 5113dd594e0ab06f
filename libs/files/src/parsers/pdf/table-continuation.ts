import { countHeaderRows } from '../../tables/header-detection.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import type { PdfTable } from './ruled-tables.ts';

type Rows = readonly (readonly SpannedCell[])[];

interface Continued {
  /** Header rows of the table's beginning, to be put before its rows here. */
  readonly added: Rows;
  readonly header: { readonly headerRows?: number };
}

const tolerance = 8;

/** Gives a table that goes on over a page break the header of its beginning, unless the page repeats it. */
export class TableContinuation {
  #open: { columns: readonly number[]; header: Rows } | undefined;
  #last: { columns: readonly number[]; header: Rows } | undefined;

  rowsOf(table: PdfTable, at: { isFirst: boolean; isLast: boolean }): Continued {
    const above = at.isFirst ? this.#open : undefined;
    const isSame = above !== undefined && haveSameColumns(above.columns, table.columns);
    const headerRows = countHeader(table.rows);
    const repeats = isSame && textOf(table.rows.slice(0, above.header.length)) === textOf(above.header);
    const continues = isSame && !repeats && above.header.length > 0;
    const header = continues ? above.header : table.rows.slice(0, headerRows);
    this.#last = at.isLast ? { columns: table.columns, header } : undefined;
    return continues ? { added: above.header, header: { headerRows: above.header.length } } : { added: [], header: {} };
  }

  /** What stood last on the page may go on at the top of the next. */
  endPage(): void {
    this.#open = this.#last;
    this.#last = undefined;
  }
}

function countHeader(rows: Rows): number {
  return countHeaderRows(rows.map((row) => row.map((cell) => ({ text: cell.text, across: (cell.colSpan ?? 1) > 1 }))));
}

function haveSameColumns(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, at) => Math.abs(x - (b[at] ?? Infinity)) <= tolerance);
}

function textOf(rows: Rows): string {
  return rows
    .map((row) => row.map((cell) => cell.text).join('|'))
    .join('\n')
    .replace(/\s+/g, '');
}
