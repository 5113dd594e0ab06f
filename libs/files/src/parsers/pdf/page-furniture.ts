import type { Line, PageElement, PageLayout } from './page-layout.ts';

const zone = 0.14;
const outermostLines = 4;
const pageNumber =
  /^[\s\-–—·|/]*(?:第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|共\s*\d+\s*页|page\s*\d+(?:\s*(?:of|\/)\s*\d+)?|\d{1,4}\s*(?:\/|of)\s*\d{1,4}|\d{1,4}|[ivxlc]{1,6})[\s\-–—·|/]*$/i;

export interface BarePage extends PageLayout {
  readonly leftOut: readonly string[];
}

/** Removes running heads, running feet and page numbers: they cut sentences apart and match every question. */
export function withoutFurniture(pages: readonly PageLayout[]): BarePage[] {
  const seen = new Map<string, number>();
  const marginal = pages.map((page) => marginalLines(page));
  marginal.forEach((lines, at) => {
    const page = pages[at];
    if (page === undefined) return;
    for (const key of new Set(lines.map((line) => keyOf(line, page)))) seen.set(key, (seen.get(key) ?? 0) + 1);
  });
  const often = pages.length < 2 ? Infinity : Math.max(2, Math.ceil(pages.length * 0.35));
  return pages.map((page, at) => {
    const drop = new Set<Line>();
    for (const line of marginal[at] ?? []) {
      const isRepeated = (seen.get(keyOf(line, page)) ?? 0) >= often && /\p{L}/u.test(line.text);
      if (isRepeated || (pageNumber.test(line.text.normalize('NFKC')) && isEdge(line, page))) drop.add(line);
    }
    const elements = page.elements.filter((it: PageElement) => it.kind === 'table' || !drop.has(it.line));
    return { ...page, elements, leftOut: [...drop].map((line) => line.text) };
  });
}

/** The same words, whatever their numbers, at the same height. */
function keyOf(line: Line, page: PageLayout): string {
  const height = Math.round((line.y0 / page.height) * 50);
  return `${height} ${line.text.replace(/\d+/g, '#').replace(/\s+/g, '')}`;
}

function marginalLines(page: PageLayout): Line[] {
  const lines = page.elements.flatMap((it) => (it.kind === 'line' ? [it.line] : []));
  // The outermost line may be a number that stands far inside, on a page whose margins are wide.
  const top = lines.filter((it) => it.y1 < page.height * zone).toSorted((a, b) => a.y0 - b.y0);
  const bottom = lines.filter((it) => it.y0 > page.height * (1 - zone)).toSorted((a, b) => b.y1 - a.y1);
  const lowest = lines.toSorted((a, b) => b.y1 - a.y1)[0];
  const isFarInside = lowest !== undefined && lowest.y0 > page.height * 0.7 && lines.length > 3;
  return [
    ...top.slice(0, outermostLines),
    ...bottom.slice(0, outermostLines),
    ...(isFarInside && !bottom.includes(lowest) ? [lowest] : []),
  ];
}

/** Nothing but other furniture stands further out: a lone number elsewhere is content. */
function isEdge(line: Line, page: PageLayout): boolean {
  const tops = page.elements.map((it) => (it.kind === 'line' ? it.line : it.table));
  const further = tops.filter((it) => it !== line && (line.y0 > page.height / 2 ? it.y0 > line.y1 : it.y1 < line.y0));
  return further.length <= 1;
}
