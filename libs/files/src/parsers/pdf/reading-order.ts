import { displayWidth } from '../../document/clean-text.ts';
import type { Fragment } from './lines.ts';
import { boundsOf, median, sharedHeight, type Rect, type Run } from './page-content.ts';
import type { PdfTable } from './ruled-tables.ts';

/** An area whose content is read from top to bottom before the next area. */
export interface Region {
  readonly runs: readonly Run[];
  readonly tables: readonly PdfTable[];
}

type Item = { readonly rect: Rect; readonly fragment?: Fragment; readonly table?: PdfTable };

const maxDepth = 4;

/** Cuts a page into columns where it is set in columns; what spans them parts what stands above from what is below. */
export function regionsOf(fragments: readonly Fragment[], tables: readonly PdfTable[]): Region[] {
  const items: Item[] = [
    ...fragments.map((fragment) => ({ rect: fragment, fragment })),
    ...tables.map((table) => ({ rect: table, table })),
  ];
  return split(items, 0).map((group) => ({
    runs: group.flatMap((it) => it.fragment?.runs ?? []),
    tables: group.flatMap((it) => it.table ?? []),
  }));
}

function split(items: readonly Item[], depth: number): Item[][] {
  const gutter = depth < maxDepth ? findGutter(items) : undefined;
  if (gutter === undefined) return items.length === 0 ? [] : [[...items]];
  const groups: Item[][] = [];
  let left: Item[] = [];
  let right: Item[] = [];
  let across: Item[] = [];
  const flushColumns = (): void => {
    groups.push(...split(left, depth + 1), ...split(right, depth + 1));
    [left, right] = [[], []];
  };
  const flushAcross = (): void => {
    if (across.length > 0) groups.push(across);
    across = [];
  };
  for (const item of items.toSorted((a, b) => a.rect.y0 - b.rect.y0)) {
    if (item.rect.x1 <= gutter + 1 || item.rect.x0 >= gutter - 1) {
      flushAcross();
      (item.rect.x1 <= gutter + 1 ? left : right).push(item);
    } else {
      flushColumns();
      across.push(item);
    }
  }
  flushColumns();
  flushAcross();
  return groups;
}

/** The x between two columns of text, or undefined when the items are one column or a table. */
function findGutter(items: readonly Item[]): number | undefined {
  const lines = items.filter((it) => it.fragment !== undefined);
  if (lines.length < 8) return undefined;
  const area = boundsOf(lines.map((it) => it.rect));
  const width = area.x1 - area.x0;
  const size = median(lines.flatMap((it) => it.fragment?.size ?? []));
  let best: { x: number; crossing: number; gap: number } | undefined;
  for (const { rect } of lines) {
    const x = rect.x1 + size * 0.4;
    if (x < area.x0 + width * 0.15 || x > area.x1 - width * 0.15) continue;
    const crossing = items.filter((it) => it.rect.x0 < x && it.rect.x1 > x).length;
    const next = Math.min(...lines.filter((it) => it.rect.x0 >= x).map((it) => it.rect.x0));
    const gap = next - rect.x1;
    if (best === undefined || crossing < best.crossing || (crossing === best.crossing && gap > best.gap))
      best = { x: rect.x1 + gap / 2, crossing, gap };
  }
  if (best === undefined || best.gap < size * 0.7) return undefined;
  const { x } = best;
  const left = lines.filter((it) => it.rect.x1 <= x + 1);
  const right = lines.filter((it) => it.rect.x0 >= x - 1);
  const crossing = lines.length - left.length - right.length;
  if (left.length < 4 || right.length < 4 || crossing > lines.length * 0.35) return undefined;
  const isText = isProse(left, size) && isProse(right, size);
  return isText || (crossing === 0 && isIndependent(left, right) && (isProse(left, size) || isProse(right, size)))
    ? x
    : undefined;
}

/** Lines that mostly fill their column, as running text does and cells do not. */
function isProse(items: readonly Item[], size: number): boolean {
  const area = boundsOf(items.map((it) => it.rect));
  const lines = wholeLines(items);
  const isFull = median(lines.map((it) => it.x1 - it.x0)) >= (area.x1 - area.x0) * 0.6;
  return isFull && lines.length >= 4 && median(lines.map((it) => it.width)) >= 18 && area.x1 - area.x0 > size * 8;
}

/** Justified lines come in pieces. */
function wholeLines(items: readonly Item[]): (Rect & { width: number })[] {
  const lines: (Rect & { width: number })[] = [];
  for (const { rect, fragment } of items.toSorted((a, b) => a.rect.y1 - b.rect.y1)) {
    const width = displayWidth(fragment?.text ?? '');
    const last = lines.at(-1);
    if (last !== undefined && sharedHeight(last, rect) > 0.5)
      lines[lines.length - 1] = { ...boundsOf([last, rect]), width: last.width + width };
    else lines.push({ ...rect, width });
  }
  return lines;
}

/** The two sides do not share their lines, as the cells of a table would. */
function isIndependent(left: readonly Item[], right: readonly Item[]): boolean {
  const [few, many] = left.length < right.length ? [left, right] : [right, left];
  const others = wholeLines(many);
  const lines = wholeLines(few);
  const shared = lines.filter((it) => others.some((other) => sharedHeight(it, other) > 0.8));
  return shared.length < lines.length * 0.5;
}
