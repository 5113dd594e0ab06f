import { joinLines } from '../../document/clean-text.ts';
import type { Fragment } from './lines.ts';
import { boundsOf, median, sharedHeight, type Rect } from './page-content.ts';
import type { PdfTable } from './ruled-tables.ts';

/** Fragments that stand on one line. */
export type Row = readonly Fragment[];

export type AlignedPart = { readonly table: PdfTable } | { readonly row: Row };

const marker = /^(?:[•·●○▪■◆►✓–—-]|[（(]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)、）]?)$/;

export function rowsOf(fragments: readonly Fragment[]): Row[] {
  const rows: Fragment[][] = [];
  for (const fragment of fragments.toSorted((a, b) => a.y1 - b.y1 || a.x0 - b.x0)) {
    const row = rows.findLast((it) => it.some((other) => sharedHeight(other, fragment) > 0.5));
    if (row === undefined) rows.push([fragment]);
    else row.push(fragment);
  }
  return rows.map((row) => row.toSorted((a, b) => a.x0 - b.x0));
}

/**
 * Finds tables that have no lines: consecutive rows of several fragments whose gaps stand one above the other.
 * Rows that belong to none come back as they are.
 */
export function findAlignedTables(rows: readonly Row[]): AlignedPart[] {
  const parts: AlignedPart[] = [];
  for (let at = 0; at < rows.length;) {
    const end = blockEnd(rows, at);
    const table = end - at >= 2 ? tableOf(rows.slice(at, end)) : undefined;
    if (table === undefined) {
      parts.push({ row: rows[at] ?? [] });
      at += 1;
    } else {
      parts.push({ table });
      at = end;
    }
  }
  return parts;
}

/** Where a block of rows with several fragments ends; a line between two such rows may be a wrapped cell. */
function blockEnd(rows: readonly Row[], start: number): number {
  let end = start;
  if ((rows[start]?.length ?? 0) < 2) return start;
  for (let at = start; at < rows.length && at - end <= 2; at += 1) {
    const row = rows[at] ?? [];
    const above = rows[at - 1];
    if (at > start && above !== undefined && gapBetween(above, row) > 2.5 * sizeOf(row)) break;
    if (row.length >= 2) end = at + 1;
  }
  // The last row's cells may wrap once more.
  const last = rows[end - 1] ?? [];
  const next = rows[end];
  if (
    next?.length === 1 &&
    last.length > 2 &&
    gapBetween(last, next) < 0.4 * sizeOf(next) &&
    (next[0]?.x0 ?? 0) > (last[1]?.x0 ?? 0) - 2
  )
    end += 1;
  return end;
}

function gapBetween(above: Row, below: Row): number {
  return boundsOf(below).y0 - boundsOf(above).y1;
}

function sizeOf(row: Row): number {
  return median(row.map((it) => it.size));
}

function tableOf(rows: readonly Row[]): PdfTable | undefined {
  const columns = columnsOf(rows);
  if (columns.length < 2) return undefined;
  const cells = rows.map((row) => cellsOf(row, columns));
  const several = cells.filter((row) => row.filter((cell) => cell.length > 0).length >= 2).length;
  if (several < 2 || (columns.length === 2 && several < 3) || several < rows.length * 0.5) return undefined;
  if (isList(cells) || isContents(cells) || isProse(rows, columns)) return undefined;
  const lines = mergeWrapped(cells);
  return {
    ...boundsOf(rows.flat()),
    rows: lines.map((row) => row.map((cell) => ({ text: joinLines(cell.map((it) => it.text)) }))),
    bounds: lines.map((row) => boundsOf(row.flat())),
    columns: columns.map((it) => it.x0),
  };
}

type Cells = Fragment[][];

/** Spans of x that text stands on, parted by gaps that hardly any row crosses. */
function columnsOf(rows: readonly Row[]): Rect[] {
  const events = rows
    .flatMap((row) =>
      row.flatMap((it) => [
        { x: it.x0, step: 1 },
        { x: it.x1, step: -1 },
      ]),
    )
    .toSorted((a, b) => a.x - b.x || b.step - a.step);
  const allowed = rows.length >= 6 ? Math.floor(rows.length * 0.12) : 0;
  const minGap = Math.max(3, median(rows.map(sizeOf)) * 0.4);
  const spans: { x0: number; x1: number }[] = [];
  let depth = 0;
  for (const { x, step } of events) {
    const before = depth;
    depth += step;
    if (before <= allowed && depth > allowed) {
      const last = spans.at(-1);
      if (last !== undefined && x - last.x1 < minGap) last.x1 = Infinity;
      else spans.push({ x0: x, x1: Infinity });
    } else if (before > allowed && depth <= allowed) {
      const last = spans.at(-1);
      if (last !== undefined) last.x1 = x;
    }
  }
  return spans.map((it) => ({ ...it, y0: 0, y1: 0 }));
}

function cellsOf(row: Row, columns: readonly Rect[]): Cells {
  const cells: Cells = columns.map(() => []);
  for (const fragment of row) {
    const shares = columns.map((column) => Math.min(fragment.x1, column.x1) - Math.max(fragment.x0, column.x0));
    cells[shares.indexOf(Math.max(...shares))]?.push(fragment);
  }
  return cells;
}

/** Bullets and numbers that hang before their text are no column. */
function isList(rows: readonly Cells[]): boolean {
  const first = rows.map((row) => row[0]?.[0]?.text ?? '').filter((text) => text !== '');
  return (rows[0]?.length ?? 0) === 2 && first.length > 0 && first.every((text) => marker.test(text));
}

/** Titles with page numbers. */
function isContents(rows: readonly Cells[]): boolean {
  const dotted = rows.filter((row) => row.some((cell) => cell.some((it) => /(?:\.\s?){5,}|…{2,}|·{5,}/.test(it.text))));
  return dotted.length > rows.length / 2;
}

/** Two columns of running text side by side. */
function isProse(rows: readonly Row[], columns: readonly Rect[]): boolean {
  return (
    columns.length <= 2 &&
    columns.every((column) => {
      const own = rows.flat().filter((it) => it.x0 >= column.x0 - 1 && it.x1 <= column.x1 + 1);
      return (
        own.length >= 4 &&
        median(own.map((it) => it.x1 - it.x0)) > (column.x1 - column.x0) * 0.8 &&
        median(own.map((it) => it.text.length)) > 30
      );
    })
  );
}

/** A line that stands clearly closer to the row above than rows do, and only under filled cells, continues them. */
function mergeWrapped(rows: readonly Cells[]): Cells[] {
  const gaps = rows.slice(1).map((row, at) => gapBetween((rows[at] ?? []).flat(), row.flat()));
  const usual = median(gaps.filter((_, at) => filledIn(rows[at + 1] ?? []) >= Math.max(2, (rows[0]?.length ?? 0) / 2)));
  const merged: Cells[] = [];
  rows.forEach((row, at) => {
    const above = merged.at(-1);
    const gap = gaps[at - 1] ?? Infinity;
    const isUnderFilled =
      above !== undefined && row.every((cell, column) => cell.length === 0 || (above[column]?.length ?? 0) > 0);
    const isPartial = filledIn(row) < (above === undefined ? 0 : filledIn(above));
    if (above !== undefined && isUnderFilled && isPartial && gap < usual * 0.7 - 0.5) {
      row.forEach((cell, column) => above[column]?.push(...cell));
    } else {
      merged.push(row.map((cell) => [...cell]));
    }
  });
  return merged;
}

function filledIn(row: Cells): number {
  return row.filter((cell) => cell.length > 0).length;
}
