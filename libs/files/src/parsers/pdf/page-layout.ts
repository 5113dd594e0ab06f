import { joinLines } from '../../document/clean-text.ts';
import { findAlignedTables, rowsOf, type Row } from './aligned-tables.ts';
import { cellGap, columnGap, fragmentsOf } from './lines.ts';
import { boundsOf, median, type PageContent, type Rect } from './page-content.ts';
import { regionsOf, type Region } from './reading-order.ts';
import { findRuledTables, holdsMiddle, type PdfTable } from './ruled-tables.ts';

/** One line of running text. */
export interface Line extends Rect {
  readonly text: string;
  readonly size: number;
  readonly isBold: boolean;
  /** Edges of the column that the line stands in. */
  readonly left: number;
  readonly right: number;
  /** How many separate texts stand on it. */
  readonly parts: number;
}

export type PageElement =
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'table'; readonly table: PdfTable };

/** What is on a page, in the order in which it is read. */
export interface PageLayout {
  readonly number: number;
  readonly height: number;
  readonly elements: readonly PageElement[];
  readonly hasPicture: boolean;
  readonly isRecognised: boolean;
  readonly toBox: PageContent['toBox'];
}

export function layOut(page: PageContent): PageLayout {
  const tables = findRuledTables(page.rules, page.runs);
  const loose = page.runs.filter((run) => !tables.some((table) => holdsMiddle(table, run)));
  const regions = regionsOf(fragmentsOf(loose, columnGap), outermost(tables));
  const elements = [...verticalLines(page), ...regions.flatMap(elementsOf)];
  const { number, height, hasPicture, isRecognised = false, toBox } = page;
  return { number, height, elements, hasPicture, isRecognised, toBox };
}

/** A table drawn inside a cell of another is part of that cell. */
function outermost(tables: readonly PdfTable[]): PdfTable[] {
  return tables.filter(
    (it) => !tables.some((other) => other !== it && holdsMiddle(other, it) && other.x1 - other.x0 > it.x1 - it.x0),
  );
}

function elementsOf({ runs, tables }: Region): PageElement[] {
  const fragments = fragmentsOf(runs, cellGap);
  const left = Math.min(...fragments.map((it) => it.x0));
  const right = Math.max(...fragments.map((it) => it.x1));
  const placed: { y: number; element: PageElement }[] = tables.map((table) => ({
    y: table.y0,
    element: { kind: 'table', table },
  }));
  // A drawn table parts the text above it from the text below: no other table reaches across.
  const cuts = tables.map((it) => it.y0).toSorted((a, b) => a - b);
  const groups = Map.groupBy(rowsOf(fragments), (row) => cuts.filter((cut) => cut < boundsOf(row).y0).length);
  for (const rows of groups.values()) {
    for (const part of findAlignedTables(rows)) {
      if ('table' in part) placed.push({ y: part.table.y0, element: { kind: 'table', table: part.table } });
      else placed.push({ y: boundsOf(part.row).y0, element: { kind: 'line', line: lineOf(part.row, left, right) } });
    }
  }
  return placed.toSorted((a, b) => a.y - b.y).map((it) => it.element);
}

function lineOf(row: Row, left: number, right: number): Line {
  const bold = row.filter((it) => it.isBold).reduce((sum, it) => sum + it.text.length, 0);
  const all = row.reduce((sum, it) => sum + it.text.length, 0);
  const largest = row.toSorted((a, b) => b.text.length - a.text.length)[0];
  return {
    ...boundsOf(row),
    text: row.map((it) => it.text).join(' '),
    size: largest?.size ?? median(row.map((it) => it.size)),
    isBold: bold > all / 2,
    left,
    right,
    parts: row.length,
  };
}

/** Vertical writing: each column of characters is a line, read from the right. */
function verticalLines(page: PageContent): PageElement[] {
  const columns = page.columns.toSorted((a, b) => b.x1 - a.x1 || a.y0 - b.y0);
  const lines: Line[] = [];
  for (const [at, run] of columns.entries()) {
    const last = lines.at(-1);
    const previous = columns[at - 1];
    if (last !== undefined && previous !== undefined && Math.abs(previous.x1 - run.x1) < run.size * 0.5) {
      lines[lines.length - 1] = { ...last, ...boundsOf([last, run]), text: joinLines([last.text, run.text]) };
    } else {
      lines.push({ ...run, left: run.x0, right: run.x1, parts: 1 });
    }
  }
  return lines.map((line) => ({ kind: 'line', line }));
}
