import { joinLines } from '../../document/clean-text.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import { linesOfArea } from './lines.ts';
import type { Rect, Rule, Run } from './page-content.ts';

export interface PdfTable extends Rect {
  readonly rows: readonly (readonly SpannedCell[])[];
  /** One per row. */
  readonly bounds: readonly Rect[];
  /** Left edges of the columns, to recognise the same table on the next page. */
  readonly columns: readonly number[];
}

const tolerance = 3;
const maxLines = 400;

/** Tables whose cells are drawn with lines: the lines that cross form a grid, missing pieces of it join cells. */
export function findRuledTables(rules: readonly Rule[], runs: readonly Run[]): PdfTable[] {
  return gridsOf(mergeCollinear(rules)).flatMap((grid) => tableOf(grid, runs));
}

/** Pieces of one line, drawn cell by cell, as one. */
function mergeCollinear(rules: readonly Rule[]): Rule[] {
  return [true, false].flatMap((isHorizontal) => {
    const across = (it: Rule): number => (isHorizontal ? it.y0 : it.x0);
    const from = (it: Rule): number => (isHorizontal ? it.x0 : it.y0);
    const to = (it: Rule): number => (isHorizontal ? it.x1 : it.y1);
    const tracks: Rule[][] = [];
    for (const rule of rules
      .filter((it) => it.isHorizontal === isHorizontal)
      .toSorted((a, b) => across(a) - across(b))) {
      const track = tracks.at(-1);
      if (track?.[0] !== undefined && across(rule) - across(track[0]) <= tolerance) track.push(rule);
      else tracks.push([rule]);
    }
    return tracks.flatMap((track) => {
      const merged: Rule[] = [];
      for (const rule of track.toSorted((a, b) => from(a) - from(b))) {
        const last = merged.at(-1);
        if (last === undefined || from(rule) > to(last) + tolerance) {
          merged.push(rule);
        } else {
          const end = Math.max(to(last), to(rule));
          merged[merged.length - 1] = isHorizontal ? { ...last, x1: end } : { ...last, y1: end };
        }
      }
      return merged;
    });
  });
}

/** Groups of lines that touch each other. */
function gridsOf(rules: readonly Rule[]): Rule[][] {
  const horizontal = rules.filter((it) => it.isHorizontal);
  const vertical = rules.filter((it) => !it.isHorizontal);
  if (horizontal.length > maxLines * 5 || vertical.length > maxLines * 5) return [];
  const owner = new Map<Rule, Rule>(rules.map((it) => [it, it]));
  const rootOf = (rule: Rule): Rule => {
    let root = rule;
    for (let next = owner.get(root); next !== undefined && next !== root; next = owner.get(root)) root = next;
    owner.set(rule, root);
    return root;
  };
  for (const h of horizontal) {
    for (const v of vertical) {
      const crosses =
        v.x0 >= h.x0 - tolerance && v.x0 <= h.x1 + tolerance && h.y0 >= v.y0 - tolerance && h.y0 <= v.y1 + tolerance;
      if (crosses) owner.set(rootOf(h), rootOf(v));
    }
  }
  const groups = new Map<Rule, Rule[]>();
  for (const rule of rules) groups.set(rootOf(rule), [...(groups.get(rootOf(rule)) ?? []), rule]);
  return [...groups.values()];
}

function edges(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.filter((value, at) => at === 0 || value - (sorted[at - 1] ?? 0) > tolerance);
}

function tableOf(grid: readonly Rule[], runs: readonly Run[]): PdfTable[] {
  const horizontal = grid.filter((it) => it.isHorizontal);
  const vertical = grid.filter((it) => !it.isHorizontal);
  const ys = edges(horizontal.map((it) => it.y0));
  let xs = edges(vertical.map((it) => it.x0));
  if (horizontal.length < 2 || vertical.length < 1 || ys.length > maxLines || xs.length > maxLines) return [];
  // Fashion leaves the outer sides open: the horizontal lines say where they would be.
  const left = Math.min(...horizontal.map((it) => it.x0));
  const right = Math.max(...horizontal.map((it) => it.x1));
  xs = edges([left, ...xs, right]);
  const [rowCount, columnCount] = [ys.length - 1, xs.length - 1];
  if (rowCount < 2 || columnCount < 2) return [];
  const area = { x0: xs[0] ?? 0, x1: xs.at(-1) ?? 0, y0: ys[0] ?? 0, y1: ys.at(-1) ?? 0 };
  const inside = runs.filter((run) => holdsMiddle(area, run));
  if (inside.length === 0) return [];
  const wallRight = (row: number, column: number): boolean =>
    vertical.some(
      (it) =>
        Math.abs(it.x0 - (xs[column + 1] ?? 0)) <= tolerance &&
        covers([it.y0, it.y1], ((ys[row] ?? 0) + (ys[row + 1] ?? 0)) / 2),
    );
  const wallBelow = (row: number, column: number): boolean =>
    horizontal.some(
      (it) =>
        Math.abs(it.y0 - (ys[row + 1] ?? 0)) <= tolerance &&
        covers([it.x0, it.x1], ((xs[column] ?? 0) + (xs[column + 1] ?? 0)) / 2),
    );
  const taken = new Set<string>();
  const rows: SpannedCell[][] = [];
  const bounds: Rect[] = [];
  const texts = new Map<SpannedCell, readonly string[]>();
  for (let row = 0; row < rowCount; row += 1) {
    const cells: SpannedCell[] = [];
    for (let column = 0; column < columnCount; column += 1) {
      if (taken.has(`${row} ${column}`)) continue;
      let colSpan = 1;
      while (
        column + colSpan < columnCount &&
        !wallRight(row, column + colSpan - 1) &&
        !taken.has(`${row} ${column + colSpan}`)
      )
        colSpan += 1;
      let rowSpan = 1;
      while (row + rowSpan < rowCount && !wallBelow(row + rowSpan - 1, column)) rowSpan += 1;
      for (let down = 0; down < rowSpan; down += 1)
        for (let over = 0; over < colSpan; over += 1) taken.add(`${row + down} ${column + over}`);
      const cell = { x0: xs[column] ?? 0, x1: xs[column + colSpan] ?? 0, y0: ys[row] ?? 0, y1: ys[row + rowSpan] ?? 0 };
      const lines = linesOfArea(inside.filter((run) => holdsMiddle(cell, run)));
      const spanned: SpannedCell = { text: joinLines(lines), colSpan, rowSpan };
      texts.set(spanned, lines);
      cells.push(spanned);
    }
    rows.push(cells);
    bounds.push({ ...area, y0: ys[row] ?? 0, y1: ys[row + 1] ?? 0 });
  }
  const filled = rows.flat().filter((cell) => cell.text !== '').length;
  return filled < 3 ? [] : [{ ...area, ...unstack({ rows, bounds }, texts), columns: xs.slice(0, -1) }];
}

function covers([from, to]: readonly [number, number], middle: number): boolean {
  return from - tolerance <= middle && to + tolerance >= middle;
}

export function holdsMiddle(area: Rect, rect: Rect): boolean {
  const x = (rect.x0 + rect.x1) / 2;
  const y = (rect.y0 + rect.y1) / 2;
  return x >= area.x0 && x < area.x1 && y >= area.y0 && y < area.y1;
}

/**
 * Some tables draw a line under every few rows only: when all cells of a drawn row hold equally many lines of mostly
 * figures, each line is a row.
 */
function unstack(
  table: { rows: readonly (readonly SpannedCell[])[]; bounds: readonly Rect[] },
  texts: ReadonlyMap<SpannedCell, readonly string[]>,
): { rows: SpannedCell[][]; bounds: Rect[] } {
  const rows: SpannedCell[][] = [];
  const bounds: Rect[] = [];
  table.rows.forEach((row, at) => {
    const bound = table.bounds[at] ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
    const filled = row.map((cell) => texts.get(cell) ?? []).filter((lines) => lines.length > 0);
    const count = filled[0]?.length ?? 0;
    const figures = filled.flat().filter((line) => /^[\d.,%¥$()\s+-]+$/.test(line)).length;
    const isStack =
      count > 1 &&
      filled.length > 2 &&
      filled.every((lines) => lines.length === count) &&
      figures > filled.length * count * 0.5 &&
      row.every((cell) => cell.rowSpan === 1);
    if (!isStack) {
      rows.push([...row]);
      bounds.push(bound);
      return;
    }
    const height = (bound.y1 - bound.y0) / count;
    for (let line = 0; line < count; line += 1) {
      rows.push(row.map((cell) => ({ ...cell, text: texts.get(cell)?.[line] ?? '' })));
      bounds.push({ ...bound, y0: bound.y0 + line * height, y1: bound.y0 + (line + 1) * height });
    }
  });
  return { rows, bounds };
}
