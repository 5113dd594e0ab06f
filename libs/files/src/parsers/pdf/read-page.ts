import type { PDFPageProxy, TextItem } from 'pdfjs-dist/types/src/display/api.js';
import { displayWidth } from '../../document/clean-text.ts';
import { readDrawing } from './drawn-rules.ts';
import { repairEncoding } from './font-mojibake.ts';
import type { PageContent, Rect, Run } from './page-content.ts';
import type { PdfLibrary } from './library-port.ts';

type Matrix = [number, number, number, number, number, number];
type Turn = 0 | 1 | 2 | 3;

interface Placed {
  readonly run: Run;
  /** Quarter turns, clockwise, of the text as shown; undefined for slanted text such as watermarks. */
  readonly turn: Turn | undefined;
  readonly isVertical: boolean;
}

/** Text and lines of one page. Slanted text is left out: watermarks and stamps cut sentences apart. */
export async function readPage(page: PDFPageProxy, library: PdfLibrary): Promise<PageContent> {
  const viewport = page.getViewport({ scale: 1 });
  const list = await page.getOperatorList();
  const content = await page.getTextContent({ disableNormalization: true });
  const boldFonts = new Map(Object.keys(content.styles).map((font) => [font, isBoldFont(page, font)]));
  const items = content.items.filter(
    (it): it is TextItem => 'str' in it && it.str.trim() !== '' && it.width + it.height > 0,
  );
  const repair = repairEncoding(items.map((it) => it.str));
  const placed = items.flatMap((item) => {
    const transform = library.Util.transform(viewport.transform, item.transform) as Matrix;
    return place({ ...item, str: repair(item.str) }, transform, boldFonts.get(item.fontName) ?? false);
  });
  const turn = usualTurn(placed);
  const upright = placed.filter((it) => it.turn === turn).map((it) => ({ ...it, run: turned(it.run, turn, viewport) }));
  const swapped = turn % 2 === 1;
  const size = swapped
    ? { width: viewport.height, height: viewport.width }
    : { width: viewport.width, height: viewport.height };
  const drawing = readDrawing(list, library.OPS, {
    frame: viewport.transform as unknown as Matrix,
    area: size.width * size.height,
  });
  return {
    number: page.pageNumber,
    ...size,
    runs: withoutDoubles(upright.filter((it) => !it.isVertical).map((it) => it.run)),
    columns: upright.filter((it) => it.isVertical).map((it) => it.run),
    rules: drawing.rules.map((rule) => ({
      ...turned(rule, turn, viewport),
      isHorizontal: rule.isHorizontal !== swapped,
    })),
    hasPicture: drawing.hasPicture,
    toBox: (rect) => asShares(turned(rect, ((4 - turn) % 4) as Turn, size), viewport),
  };
}

function isBoldFont(page: PDFPageProxy, font: string): boolean {
  if (!page.commonObjs.has(font)) return false;
  const found: unknown = page.commonObjs.get(font);
  if (typeof found !== 'object' || found === null) return false;
  const name = 'name' in found && typeof found.name === 'string' ? found.name : '';
  return ('bold' in found && found.bold === true) || /bold|black|heavy|simhei|heiti|[-,]bd/i.test(name);
}

function place(item: TextItem, matrix: Matrix, isBold: boolean): Placed[] {
  const [a, b, c, d, x, y] = matrix;
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  if (size < 0.5) return [];
  const isVertical = item.dir === 'ttb';
  const style = { size, isBold, isRightToLeft: item.dir === 'rtl' };
  if (isVertical) {
    const rect = { x0: x - size / 2, x1: x + size / 2, y0: y, y1: y + item.height };
    return [{ run: { ...rect, text: item.str, ...style }, turn: 0, isVertical }];
  }
  const angle = Math.atan2(b, a) / (Math.PI / 2);
  const turn = ((Math.round(angle) + 4) % 4) as Turn;
  const isSlanted = Math.abs(angle - Math.round(angle)) > 0.08;
  return pieces(item).map(({ text, from, to }) => {
    const run = { ...extent({ x, y, size, turn }, from, to), text, ...style };
    return { run, turn: isSlanted ? undefined : turn, isVertical };
  });
}

/** Wide blanks inside one item part columns of text that was typed on a grid. */
function pieces(item: TextItem): { text: string; from: number; to: number }[] {
  if (!/\S\s{3,}\S/.test(item.str)) return [{ text: item.str.trim(), from: 0, to: item.width }];
  const whole = displayWidth(item.str);
  return [...item.str.matchAll(/\S+(?:\s{1,2}\S+)*/g)].map((match) => {
    const from = (displayWidth(item.str.slice(0, match.index)) / whole) * item.width;
    return { text: match[0], from, to: from + (displayWidth(match[0]) / whole) * item.width };
  });
}

function extent(at: { x: number; y: number; size: number; turn: Turn }, from: number, to: number): Rect {
  const { x, y, size } = at;
  const up = size * 0.8;
  const down = size * 0.2;
  switch (at.turn) {
    case 0:
      return { x0: x + from, x1: x + to, y0: y - up, y1: y + down };
    case 1:
      return { x0: x - down, x1: x + up, y0: y + from, y1: y + to };
    case 2:
      return { x0: x - to, x1: x - from, y0: y - down, y1: y + up };
    case 3:
      return { x0: x - up, x1: x + down, y0: y - to, y1: y - from };
  }
}

function usualTurn(placed: readonly Placed[]): Turn {
  const weight = [0, 0, 0, 0];
  for (const { run, turn } of placed) if (turn !== undefined) weight[turn] = (weight[turn] ?? 0) + run.text.length;
  return weight.indexOf(Math.max(...weight)) as Turn;
}

/** Turns a rectangle of a page back so that its text stands upright. */
function turned<T extends Rect>(rect: T, turn: Turn, page: { width: number; height: number }): T {
  const { x0, y0, x1, y1 } = rect;
  switch (turn) {
    case 0:
      return rect;
    case 1:
      return { ...rect, x0: y0, x1: y1, y0: page.width - x1, y1: page.width - x0 };
    case 2:
      return { ...rect, x0: page.width - x1, x1: page.width - x0, y0: page.height - y1, y1: page.height - y0 };
    case 3:
      return { ...rect, x0: page.height - y1, x1: page.height - y0, y0: x0, y1: x1 };
  }
}

function asShares(rect: Rect, page: { width: number; height: number }): [number, number, number, number] {
  const share = (value: number, whole: number): number =>
    Math.round(Math.min(1, Math.max(0, value / whole)) * 10_000) / 10_000;
  return [
    share(rect.x0, page.width),
    share(rect.y0, page.height),
    share(rect.x1, page.width),
    share(rect.y1, page.height),
  ];
}

/** Bold that is made by drawing text twice, a hair apart, and shadows. */
function withoutDoubles(runs: readonly Run[]): Run[] {
  const seen = new Map<string, Run[]>();
  return runs.filter((run) => {
    const same = seen.get(run.text) ?? [];
    const isDouble = same.some(
      (it) => Math.abs(it.x0 - run.x0) < run.size * 0.3 && Math.abs(it.y0 - run.y0) < run.size * 0.3,
    );
    if (isDouble) return false;
    same.push(run);
    seen.set(run.text, same);
    return true;
  });
}
