/** A piece of type. Lengths are points from the left upper corner of an A4 page; `y` is the base line. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly isBold: boolean;
}

/** A drawn line, from one point to another. */
export type DrawnRule = readonly [x0: number, y0: number, x1: number, y1: number];

export interface PagePlan {
  /** In the order in which a person reads them. */
  readonly texts: readonly PlacedText[];
  readonly rules: readonly DrawnRule[];
  /** What a document says of it: rows of a table with the heads of their columns. */
  readonly text: string;
}

export interface PageMaterial {
  readonly lang: 'zh' | 'en';
  /** Enough of them to fill a page. */
  readonly sentences: readonly string[];
  /** At most so many lines of running text in an area. */
  readonly lines?: number | undefined;
  /** Deterministic numbers 0-1. */
  readonly random: () => number;
  /** Width of a text in points. */
  readonly widthOf: (text: string, size: number, isBold: boolean) => number;
}

export const pageSize = { width: 595, height: 842 } as const;
const margin = { left: 62, right: 533, top: 70, bottom: 780 } as const;

/** Running text in one column, under a heading. */
function letter(material: PageMaterial): PagePlan {
  const size = 9.5 + 2.5 * material.random();
  const heading = headingOf(material, 15 + 5 * material.random());
  const body = fill(material, { left: margin.left, right: margin.right, top: heading.y + 14, size });
  return running([heading, ...body]);
}

/** Two columns under a heading that spans both. */
function columns(material: PageMaterial): PagePlan {
  const size = 9 + 1.5 * material.random();
  const heading = headingOf(material, 18);
  const top = heading.y + 14;
  const half = Math.ceil(material.sentences.length / 2);
  const left = fill(
    { ...material, sentences: material.sentences.slice(0, half) },
    { left: margin.left, right: 284, top, size },
  );
  const right = fill(
    { ...material, sentences: material.sentences.slice(half) },
    { left: 311, right: margin.right, top, size },
  );
  return running([heading, ...left, ...right]);
}

/** A few lines, then a ruled table of part numbers, versions, dates and amounts. */
function table(material: PageMaterial): PagePlan {
  const { lang, random } = material;
  const size = 9 + random();
  const heading = headingOf(material, 16);
  const intro = fill(
    { ...material, lines: 4 },
    { left: margin.left, right: margin.right, top: heading.y + 12, size: 10.5 },
  );
  const heads =
    lang === 'zh' ? ['型号', '版本', '日期', '数量', '单价'] : ['Part', 'Release', 'Date', 'Units', 'Price'];
  const edges = [margin.left, 185, 270, 365, 440, margin.right];
  const top = (intro.at(-1)?.y ?? heading.y) + 16;
  const step = size * 2.1;
  const rows = [heads, ...Array.from({ length: Math.floor((margin.bottom - top) / step) - 1 }, () => figures(random))];
  const texts = rows.flatMap((cells, row) =>
    cells.map((text, at) => {
      return { text, x: edges[at] + 6, y: top + step * row + size * 1.4, size, isBold: row === 0 };
    }),
  );
  const bottom = top + step * rows.length;
  const lying = Array.from({ length: rows.length + 1 }, (_, at): DrawnRule => {
    return [edges[0], top + step * at, margin.right, top + step * at];
  });
  const standing = edges.map((x): DrawnRule => [x, top, x, bottom]);
  const named = rows.slice(1).map((cells) => cells.map((cell, at) => `${heads[at]}: ${cell}`).join(' '));
  return {
    texts: [heading, ...intro, ...texts],
    rules: [...lying, ...standing],
    text: [...[heading, ...intro].map((it) => it.text), ...named].join('\n'),
  };
}

/** Numbered paragraphs under headings of several sizes, with codes, addresses and paths between them. */
function notice(material: PageMaterial): PagePlan {
  const { lang, random, sentences } = material;
  const texts: PlacedText[] = [headingOf(material, 20)];
  let from = 0;
  for (let part = 1; part < 12; part += 1) {
    const top = (texts.at(-1)?.y ?? 0) + 12;
    if (top > margin.bottom - 90) break;
    const size = 9 + 3 * random();
    const title = lang === 'zh' ? `${part}. 条款 ${codeOf(random)}` : `${part}. Clause ${codeOf(random)}`;
    texts.push({ text: title, x: margin.left, y: top + 14, size: 12 + 2 * random(), isBold: true });
    const facts =
      lang === 'zh'
        ? `联系：${addressOf(random)}，路径 ${pathOf(random)}`
        : `Contact ${addressOf(random)}, path ${pathOf(random)}`;
    texts.push({ text: facts, x: margin.left + 14, y: top + 32, size: 10, isBold: false });
    const some = { ...material, sentences: sentences.slice(from, from + 4) };
    from += 4;
    texts.push(...fill(some, { left: margin.left + 14, right: margin.right, top: top + 36, size }));
  }
  return running(texts);
}

export const layouts = { letter, columns, table, notice } as const;
export type LayoutName = keyof typeof layouts;

function running(texts: readonly PlacedText[]): PagePlan {
  return { texts, rules: [], text: texts.map((it) => it.text).join('\n') };
}

function headingOf({ sentences, lang, widthOf }: PageMaterial, size: number): PlacedText {
  const pieces = piecesOf(sentences.at(-1) ?? '', lang).slice(0, lang === 'zh' ? 16 : 6);
  while (pieces.length > 1 && widthOf(pieces.join(''), size, true) > margin.right - margin.left) pieces.pop();
  return { text: pieces.join('').trim(), x: margin.left, y: margin.top + size, size, isBold: true };
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly size: number;
}

/** The sentences wrapped into an area, as many lines as it has room for. */
function fill({ sentences, lines = 200, lang, widthOf }: PageMaterial, { left, right, top, size }: Area): PlacedText[] {
  const step = size * 1.6;
  const room = Math.max(0, Math.min(lines, Math.floor((margin.bottom - top) / step)));
  return wrap(sentences.join(lang === 'zh' ? '' : ' '), lang, (line) => widthOf(line, size, false) <= right - left)
    .slice(0, room)
    .map((text, at) => ({ text, x: left, y: top + step * (at + 1), size, isBold: false }));
}

function wrap(text: string, lang: 'zh' | 'en', fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text, lang)) {
    if (line !== '' && !fits((line + piece).trimEnd())) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** Where a line may end: after any Chinese character, else after white space. */
function piecesOf(text: string, lang: 'zh' | 'en'): string[] {
  return lang === 'zh' ? [...text] : (text.match(/\S+\s*/g) ?? []);
}

function whole(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

function oneOf(random: () => number, of: readonly string[]): string {
  return of[whole(random, 0, of.length - 1)];
}

function codeOf(random: () => number): string {
  return `${oneOf(random, ['TH', 'ERR', 'MX', 'QP', 'KV'])}-${whole(random, 100, 9999)}${oneOf(random, ['A', 'B', 'C', ''])}`;
}

function addressOf(random: () => number): string {
  return `${oneOf(random, ['service', 'help', 'sales', 'repairs'])}${whole(random, 2, 98)}@example.com`;
}

function pathOf(random: () => number): string {
  return `/srv/${oneOf(random, ['data', 'backup', 'export'])}/v${whole(random, 1, 9)}.${whole(random, 0, 30)}`;
}

function figures(random: () => number): string[] {
  const month = String(whole(random, 1, 12)).padStart(2, '0');
  const day = String(whole(random, 1, 28)).padStart(2, '0');
  const price = (whole(random, 100, 999_999) / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',');
  const release = `v${whole(random, 1, 9)}.${whole(random, 0, 40)}.${whole(random, 0, 9)}`;
  return [codeOf(random), release, `20${whole(random, 18, 26)}-${month}-${day}`, `${whole(random, 2, 4000)}`, price];
}
