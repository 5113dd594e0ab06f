import { displayWidth, joinLines } from '../../document/clean-text.ts';
import { boundsOf, median, type Rect } from './page-content.ts';
import type { Line } from './page-layout.ts';

export interface TextBlock {
  readonly kind: 'heading' | 'paragraph' | 'list-item';
  readonly text: string;
  readonly level: number;
  readonly rect: Rect;
  /** The last line runs to the edge without ending a sentence: the next page may go on with it. */
  readonly isOpen: boolean;
  /** Starts at the edge of its column, as the rest of a paragraph does. */
  readonly isFlush: boolean;
}

/** What is usual in the whole document, to tell headings from text. */
export interface Typography {
  readonly bodySize: number;
  /** Sizes of headings, the largest first, in half points. */
  readonly headingSizes: readonly number[];
  readonly isMostlyBold: boolean;
  /** Words are broken at line ends: a hyphen there is not the author's. */
  readonly isHyphenated: boolean;
  /** The pages hold a table of contents beside their text. */
  readonly hasContents: boolean;
}

const listMarker =
  /^(?:[•·●○▪■◆►✓▶◇□☑]\s*\S|[–—-]\s+\S|[（(]?\d{1,3}[.)、）](?!\d)\s*\S|[（(][一二三四五六七八九十]{1,3}[)）]|[①-⑳]|[a-zA-Z][.)]\s+\S)/;
const chineseHeading =
  /^(?:第[一二三四五六七八九十百零\d]{1,5}[章节编篇部]|[一二三四五六七八九十]{1,3}、|附[录件表][一二三四五六七八九十A-Z\d]?)/;
const sentenceEnd = /[。！？!?；;：:….]["”’）)】]?$/;
const dotLeader = /(?:[.．·…]\s?){4,}\s*[\divx]{1,5}$/i;

const half = (size: number): number => Math.round(size * 2) / 2;

export function typographyOf(lines: readonly Line[]): Typography {
  const bySize = new Map<number, number>();
  let bold = 0;
  let all = 0;
  for (const line of lines) {
    bySize.set(half(line.size), (bySize.get(half(line.size)) ?? 0) + line.text.length);
    all += line.text.length;
    if (line.isBold) bold += line.text.length;
  }
  const bodySize = [...bySize].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
  const headings = lines.filter((line) => isLarge(line, bodySize)).map((line) => half(line.size));
  const broken = lines.filter((line) => /\p{Ll}-$/u.test(line.text)).length;
  const contents = lines.filter((line) => dotLeader.test(line.text)).length;
  return {
    bodySize,
    headingSizes: [...new Set(headings)].toSorted((a, b) => b - a),
    isMostlyBold: bold > all / 2,
    isHyphenated: broken > lines.length * 0.04,
    hasContents: contents >= 4 && contents < lines.length * 0.5,
  };
}

function isLarge(line: Line, bodySize: number): boolean {
  return half(line.size) >= bodySize * 1.12 + 0.4 && displayWidth(line.text) <= 120;
}

/** Lines of one page, in reading order, as headings, paragraphs and list items. Lines of contents are left out. */
export function paragraphsOf(lines: readonly Line[], typography: Typography): TextBlock[] {
  const groups: Line[][] = [];
  const usual = usualGaps(lines);
  for (const line of lines) {
    if (typography.hasContents && dotLeader.test(line.text)) continue;
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && continues(group, line, usual)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => blockOf(group, typography));
}

/** The gap between lines of a size that is usual on this page. */
function usualGaps(lines: readonly Line[]): ReadonlyMap<number, number> {
  const gaps = new Map<number, number[]>();
  for (const [at, line] of lines.entries()) {
    const above = lines[at - 1];
    const gap = above === undefined ? -1 : line.y0 - above.y1;
    const isNext = above !== undefined && half(above.size) === half(line.size) && gap >= 0 && gap < line.size * 2.2;
    if (isNext) gaps.set(half(line.size), [...(gaps.get(half(line.size)) ?? []), gap]);
  }
  return new Map([...gaps].map(([size, values]) => [size, median(values)]));
}

function continues(group: readonly Line[], line: Line, usual: ReadonlyMap<number, number>): boolean {
  const last = group.at(-1) ?? line;
  const size = Math.max(last.size, line.size);
  const gap = line.y0 - last.y1;
  const isSameColumn = Math.abs(last.left - line.left) < size && Math.abs(last.right - line.right) < size;
  if (!isSameColumn || gap < -size || gap > spacing(group, size, usual.get(half(size)) ?? 0)) return false;
  if (Math.abs(last.size - line.size) > 0.2 * size || last.isBold !== line.isBold) return false;
  if (listMarker.test(line.text) || chineseHeading.test(line.text)) return false;
  const first = group[0] ?? last;
  const width = line.right - line.left;
  const isShort = last.x1 < line.right - Math.max(3 * size, width * 0.08);
  const isIndented = line.x0 > line.left + size * 1.2 && line.x0 > last.x0 + size * 0.8;
  if (isShort && (sentenceEnd.test(last.text) || last.x1 < line.right - width * 0.4)) return false;
  if (isIndented && !listMarker.test(first.text)) return false;
  // A centred or short line that is followed by one at the margin was a paragraph of its own.
  return !(isShort && line.x1 > line.right - 2 * size && last.x0 > line.x0 + 3 * size);
}

/** The largest gap that still joins: what the paragraph has shown so far, or ordinary line spacing. */
function spacing(group: readonly Line[], size: number, usual: number): number {
  const [first, second] = group;
  return first !== undefined && second !== undefined
    ? (second.y0 - first.y1) * 1.25 + size * 0.2
    : Math.max(size * 0.9, usual * 1.2 + 0.5);
}

function blockOf(group: readonly Line[], typography: Typography): TextBlock {
  const text = joinWrapped(
    group.map((line) => line.text),
    typography.isHyphenated,
  );
  const [first] = group;
  const last = group.at(-1);
  const rect = boundsOf(group);
  const isOpen =
    last !== undefined && !sentenceEnd.test(text) && last.x1 > last.right - (last.right - last.left) * 0.12;
  const isFlush = first !== undefined && first.x0 < first.left + first.size * 0.8;
  const level = first === undefined ? undefined : headingLevel(group, first, typography);
  if (level !== undefined) return { kind: 'heading', text, level, rect, isOpen: false, isFlush };
  return { kind: listMarker.test(text) ? 'list-item' : 'paragraph', text, level: 0, rect, isOpen, isFlush };
}

function headingLevel(group: readonly Line[], first: Line, typography: Typography): number | undefined {
  const text = joinLines(group.map((line) => line.text));
  const width = displayWidth(text);
  if (!/\p{L}/u.test(text) || width > 160 || group.length > 3) return undefined;
  if (/[。；;，,]$/.test(text) || (width > 60 && /[.!?！？]$/.test(text))) return undefined;
  const rank = typography.headingSizes.indexOf(half(first.size));
  if (rank >= 0 && isLarge(first, typography.bodySize)) return Math.min(6, rank + 1);
  const below = Math.min(6, typography.headingSizes.length + 1);
  const isLone = group.length === 1 && width <= 80 && first.size >= typography.bodySize * 0.95;
  if (isLone && first.isBold && !typography.isMostlyBold && !/[.:：]$/.test(text)) return below;
  return isLone && chineseHeading.test(text) && width <= 60 ? below : undefined;
}

/** A word broken at a line's end is put together again. */
export function joinWrapped(lines: readonly string[], isHyphenated: boolean): string {
  return lines.reduce((text, line) => {
    const isWord = /\p{L}-$/u.test(text) && /^\p{L}/u.test(line);
    if (isWord && !isHyphenated) return text + line;
    const isBroken = /\p{Ll}[-\u00ad]$/u.test(text) && /^\p{Ll}/u.test(line);
    return isBroken ? text.slice(0, -1) + line : joinLines([text, line]);
  }, '');
}
