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
  const size = median(lines.flatMap((it) => it.fragment?.size ?? []));
  // A title or a wide picture may lie across: few crossing lines are tried before many.
  for (const share of [0, 0.02, 0.05, 0.1, 0.2, 0.35]) {
    const gaps = gapsOf(items, lines.length * share).filter((it) => it.x1 - it.x0 >= size * 0.7);
    const found = gaps
      .toSorted((a, b) => b.x1 - b.x0 - (a.x1 - a.x0))
      .find((gap) => partsColumns(lines, gaps, { gap, size }));
    if (found !== undefined) return (found.x0 + found.x1) / 2;
  }
  return undefined;
}

type Span = Pick<Rect, 'x0' | 'x1'>;

/** Where at most so many items lie across, between others on both sides. */
function gapsOf(items: readonly Item[], crossing: number): Span[] {
  const events = items
    .flatMap(({ rect }) => [
      { x: rect.x0, step: 1 },
      { x: rect.x1, step: -1 },
    ])
    .toSorted((a, b) => a.x - b.x || b.step - a.step);
  const gaps: Span[] = [];
  let depth = 0;
  let start: number | undefined;
  for (const { x, step } of events) {
    const before = depth;
    depth += step;
    if (step < 0 && before > crossing && depth <= crossing) start = x;
    if (step > 0 && before <= crossing && depth > crossing && start !== undefined) gaps.push({ x0: start, x1: x });
  }
  return gaps;
}

/** Whether running text stands on both sides, each up to the next gap. */
function partsColumns(
  lines: readonly Item[],
  gaps: readonly Span[],
  { gap, size }: { readonly gap: Span; readonly size: number },
): boolean {
  const from = Math.max(-Infinity, ...gaps.filter((it) => it.x1 < gap.x0).map((it) => it.x0));
  const to = Math.min(Infinity, ...gaps.filter((it) => it.x0 > gap.x1).map((it) => it.x1));
  const left = lines.filter((it) => it.rect.x0 >= from && it.rect.x1 <= gap.x0 + 1);
  const right = lines.filter((it) => it.rect.x0 >= gap.x1 - 1 && it.rect.x1 <= to);
  if (left.length < 4 || right.length < 4) return false;
  if (isProse(left, size) && isProse(right, size)) return true;
  const crossing = lines.some((it) => it.rect.x0 < gap.x0 && it.rect.x1 > gap.x1);
  return !crossing && isIndependent(left, right) && (isProse(left, size) || isProse(right, size));
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
