import type { PDFOperatorList } from 'pdfjs-dist/types/src/display/api.js';
import type { PdfLibrary } from './library-port.ts';
import type { Rule } from './page-content.ts';

type Matrix = readonly [number, number, number, number, number, number];

export interface Drawing {
  readonly rules: readonly Rule[];
  /** Something is painted that covers a twentieth of the page or more. */
  readonly hasPicture: boolean;
}

/** Thicker than this is a bar, not a line. */
const maxThickness = 4;
const minLength = 6;
const maxRules = 20_000;
/** `DrawOPS` of the library: move, line, cubic, quadratic, close, with their numbers of coordinates. */
const coordinates = [2, 2, 6, 4, 0];

function multiply(a: Matrix, b: Matrix): Matrix {
  return [
    a[0] * b[0] + a[2] * b[1],
    a[1] * b[0] + a[3] * b[1],
    a[0] * b[2] + a[2] * b[3],
    a[1] * b[2] + a[3] * b[3],
    a[0] * b[4] + a[2] * b[5] + a[4],
    a[1] * b[4] + a[3] * b[5] + a[5],
  ];
}

/** The commands that `readDrawing` follows. */
export function followedOps(ops: PdfLibrary['OPS']): ReadonlySet<number> {
  return new Set([
    ops.save,
    ops.restore,
    ops.transform,
    ops.paintFormXObjectBegin,
    ops.paintFormXObjectEnd,
    ops.constructPath,
  ]);
}

/** Follows the page's drawing commands for straight lines: borders of tables are drawn, not written. */
export function readDrawing(
  list: PDFOperatorList,
  ops: PdfLibrary['OPS'],
  page: { frame: Matrix; area: number },
): Drawing {
  const rules: Rule[] = [];
  const stack: Matrix[] = [];
  let at: Matrix = page.frame;
  let hasPicture = false;
  const painting = new Set<number>([
    ops.stroke,
    ops.closeStroke,
    ops.fillStroke,
    ops.eoFillStroke,
    ops.closeFillStroke,
    ops.closeEOFillStroke,
  ]);
  const filling = new Set<number>([ops.fill, ops.eoFill]);
  for (const [index, op] of list.fnArray.entries()) {
    const args: unknown = list.argsArray[index];
    if (op === ops.save) {
      stack.push(at);
    } else if (op === ops.restore) {
      at = stack.pop() ?? at;
    } else if (op === ops.transform || op === ops.paintFormXObjectBegin) {
      const own = op === ops.transform ? args : firstOf(args);
      if (op === ops.paintFormXObjectBegin) stack.push(at);
      const matrix = asMatrix(own);
      if (matrix !== undefined) at = multiply(at, matrix);
      // A picture is a unit square scaled to its place.
      if (op === ops.transform) hasPicture ||= Math.abs(at[0] * at[3] - at[1] * at[2]) > page.area * 0.01;
    } else if (op === ops.paintFormXObjectEnd) {
      at = stack.pop() ?? at;
    } else if (op === ops.constructPath && Array.isArray(args) && rules.length < maxRules) {
      const [paint, paths] = args as [number, readonly unknown[]];
      const path = paths[0];
      if (!(path instanceof Float32Array)) continue;
      if (painting.has(paint)) rules.push(...linesOf(path, at));
      else if (filling.has(paint)) rules.push(...barsOf(path, at));
    }
  }
  return { rules, hasPicture };
}

function firstOf(args: unknown): unknown {
  return Array.isArray(args) ? (args as unknown[])[0] : undefined;
}

function asMatrix(value: unknown): Matrix | undefined {
  const isIndexed = Array.isArray(value) || value instanceof Float32Array || value instanceof Float64Array;
  if (!isIndexed || value.length < 6) return undefined;
  const numbers = Array.from(value as ArrayLike<number>).slice(0, 6);
  return numbers.every(Number.isFinite) ? (numbers as unknown as Matrix) : undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The corners of each subpath that has no curves. */
function polygonsOf(path: Float32Array, matrix: Matrix): Point[][] {
  const polygons: Point[][] = [];
  let open: Point[] = [];
  for (let at = 0; at < path.length;) {
    const op = path[at] ?? 4;
    const count = coordinates[op] ?? 0;
    if (op === 0) {
      polygons.push(open);
      open = [];
    }
    if (op === 4) {
      const first = open[0];
      if (first !== undefined) open.push(first);
    } else {
      const x = path[at + count - 1] ?? 0;
      const y = path[at + count] ?? 0;
      open.push({ x: matrix[0] * x + matrix[2] * y + matrix[4], y: matrix[1] * x + matrix[3] * y + matrix[5] });
    }
    at += count + 1;
  }
  polygons.push(open);
  return polygons.filter((it) => it.length > 1);
}

function linesOf(path: Float32Array, matrix: Matrix): Rule[] {
  return polygonsOf(path, matrix).flatMap((points) =>
    points.slice(1).flatMap((to, at) => ruleBetween(points[at] ?? to, to)),
  );
}

/** Many writers draw a line as a thin filled rectangle. */
function barsOf(path: Float32Array, matrix: Matrix): Rule[] {
  return polygonsOf(path, matrix).flatMap((points) => {
    const xs = points.map((it) => it.x);
    const ys = points.map((it) => it.y);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    if (y1 - y0 <= maxThickness && x1 - x0 > y1 - y0)
      return ruleBetween({ x: x0, y: (y0 + y1) / 2 }, { x: x1, y: (y0 + y1) / 2 });
    if (x1 - x0 <= maxThickness) return ruleBetween({ x: (x0 + x1) / 2, y: y0 }, { x: (x0 + x1) / 2, y: y1 });
    return [];
  });
}

function ruleBetween(a: Point, b: Point): Rule[] {
  const [dx, dy] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  if (Math.max(dx, dy) < minLength || Math.min(dx, dy) > 1) return [];
  const isHorizontal = dx > dy;
  const rect = { x0: Math.min(a.x, b.x), x1: Math.max(a.x, b.x), y0: Math.min(a.y, b.y), y1: Math.max(a.y, b.y) };
  return [isHorizontal ? { ...rect, y1: rect.y0, isHorizontal } : { ...rect, x1: rect.x0, isHorizontal }];
}
