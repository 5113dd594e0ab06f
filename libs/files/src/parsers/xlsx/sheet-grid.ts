import { countHeaderRows } from '../../tables/header-detection.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import { childrenOf, elementsOf } from '../../xml/xml-query.ts';
import { readXml, type XmlElement } from '../../xml/xml-reader.ts';

/** Blank columns that are kept between two cells of a row; further ones say nothing. */
const maxGap = 512;

export interface SheetLimits {
  readonly rows: number;
  readonly cells: number;
}

export interface SheetGrid {
  /** Tables of the sheet, parted by blank rows. */
  readonly regions: readonly (readonly (readonly SpannedCell[])[])[];
  readonly isCut: boolean;
}

interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Row and column from 0 of a reference such as `B12`. */
function position(reference: string): readonly [row: number, column: number] | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference);
  if (match === null) return undefined;
  const column = [...(match[1] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return [Number(match[2]) - 1, column];
}

/**
 * Reads the filled cells of a sheet; what is only formatted takes no memory, however large the used range claims to be.
 */
export async function readSheet(
  pieces: AsyncIterable<Buffer>,
  display: (cell: XmlElement) => string,
  limits: SheetLimits,
): Promise<SheetGrid> {
  const rows = new Map<number, Map<number, string>>();
  let lastRow = -1;
  let cells = 0;
  let isCut = false;
  const root = await readXml(pieces, 'sheetData', (element) => {
    const row = Number(element.attributes['r'] ?? lastRow + 2) - 1;
    lastRow = row;
    if (rows.size >= limits.rows || cells >= limits.cells) {
      isCut ||= element.children.length > 0;
      return;
    }
    const filled = readRow(element, display);
    cells += filled.size;
    if (filled.size > 0) rows.set(row, filled);
  });
  const merges = elementsOf(root)
    .filter((it) => it.name === 'mergeCells')
    .flatMap((it) => childrenOf(it, 'mergeCell'))
    .flatMap((it) => mergeOf(it.attributes['ref'] ?? ''));
  return { regions: joinContinued(splitRegions(rows, merges)), isCut };
}

function readRow(element: XmlElement, display: (cell: XmlElement) => string): Map<number, string> {
  const filled = new Map<number, string>();
  let column = -1;
  for (const cell of childrenOf(element, 'c')) {
    column = position(cell.attributes['r'] ?? '')?.[1] ?? column + 1;
    if (cell.children.length === 0) continue;
    const text = display(cell).trim();
    if (text !== '') filled.set(column, text);
  }
  return filled;
}

function mergeOf(reference: string): Merge[] {
  const [from, to] = reference.split(':').map(position);
  return from === undefined || to === undefined ? [] : [{ top: from[0], left: from[1], bottom: to[0], right: to[1] }];
}

type Row = readonly SpannedCell[];

function splitRegions(rows: ReadonlyMap<number, ReadonlyMap<number, string>>, merges: readonly Merge[]): Row[][] {
  const starts = new Map(merges.map((merge) => [`${merge.top} ${merge.left}`, merge]));
  const byRow = mergesByRow(merges, rows.keys());
  const regions: Row[][] = [];
  let region: Row[] = [];
  let covered = -1;
  let previous = -2;
  let left = Infinity;
  for (const filled of rows.values()) for (const column of filled.keys()) left = Math.min(left, column);
  for (const [at, filled] of [...rows].toSorted(([a], [b]) => a - b)) {
    if (at > previous + 1 && at > covered + 1 && region.length > 0) {
      regions.push(region);
      region = [];
    } else if (region.length > 0) {
      // Rows without a value of their own under a tall merged cell keep their place below it.
      for (let gap = previous + 1; gap < at; gap += 1) region.push([]);
    }
    const row: SpannedCell[] = [];
    let next = left;
    for (const [column, text] of [...filled].toSorted(([a], [b]) => a - b)) {
      for (next = Math.max(next, column - maxGap); next < column; next += 1) {
        if (!isCovered(byRow.get(at), at, next)) row.push({ text: '' });
      }
      const merge = starts.get(`${at} ${column}`);
      if (merge === undefined && isCovered(byRow.get(at), at, column)) continue;
      covered = Math.max(covered, merge?.bottom ?? -1);
      row.push({ text, colSpan: (merge?.right ?? column) - column + 1, rowSpan: (merge?.bottom ?? at) - at + 1 });
      next = (merge?.right ?? column) + 1;
    }
    region.push(row);
    previous = at;
  }
  if (region.length > 0) regions.push(region);
  return regions;
}

/** The merges that touch each filled row: asked once per cell, so that it must not search them all. */
function mergesByRow(merges: readonly Merge[], rows: Iterable<number>): ReadonlyMap<number, readonly Merge[]> {
  const sorted = [...rows].toSorted((a, b) => a - b);
  const byRow = new Map<number, Merge[]>();
  for (const merge of merges) {
    let at = lowerBound(sorted, merge.top);
    for (let row = sorted[at]; row !== undefined && row <= merge.bottom; at += 1, row = sorted[at]) {
      const own = byRow.get(row) ?? [];
      own.push(merge);
      byRow.set(row, own);
    }
  }
  return byRow;
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isCovered(merges: readonly Merge[] | undefined, row: number, column: number): boolean {
  return merges?.some((it) => column >= it.left && column <= it.right && (row > it.top || column > it.left)) ?? false;
}

/** A blank row inside a table does not end it: what follows has no header of its own and belongs to the one above. */
function joinContinued(regions: readonly Row[][]): Row[][] {
  const joined: Row[][] = [];
  for (const region of regions) {
    const above = joined.at(-1);
    const width = (rows: readonly Row[]): number => rows.reduce((most, row) => Math.max(most, row.length), 0);
    const isTable = above !== undefined && width(above) >= 2;
    const hasOwnHeader =
      countHeaderRows(region.map((row) => row.map((cell) => ({ text: cell.text, across: false })))) > 0;
    if (above !== undefined && isTable && !hasOwnHeader && width(region) >= 2 && width(region) <= width(above))
      above.push(...region);
    else joined.push([...region]);
  }
  return joined;
}
