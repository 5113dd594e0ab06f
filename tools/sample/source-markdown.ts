/** The small part of Markdown that the sample sources use, read into blocks that every renderer understands. */

export interface Run {
  readonly text: string;
  readonly style: 'plain' | 'bold' | 'italic' | 'code';
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'pagebreak' };

export interface SourceDocument {
  readonly meta: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}

export interface Slide {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly notes: string;
}

const listItem = /^(?:[-*]|(\d+)\.)\s+(.*)$/;

function splitFrontMatter(text: string): { meta: Record<string, string>; body: string } {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(text);
  if (match === null) return { meta: {}, body: text };
  const meta: Record<string, string> = {};
  for (const line of match[1].split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) meta[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return { meta, body: text.slice(match[0].length) };
}

function parseBlocks(body: string): Block[] {
  const blocks: Block[] = [];
  const lines = body.split('\n');
  let at = 0;
  const takeWhile = (accepts: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (at < lines.length && accepts(lines[at])) {
      taken.push(lines[at]);
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (line.trim() === '<!-- pagebreak -->') {
      blocks.push({ kind: 'pagebreak' });
      at += 1;
    } else if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1].length, text: heading[2] });
      at += 1;
    } else if (line.startsWith('|')) {
      blocks.push({
        kind: 'table',
        rows: takeWhile((l) => l.startsWith('|'))
          .filter(notRule)
          .map(cells),
      });
    } else if (listItem.test(line)) {
      const ordered = /^\d/.test(line);
      const items = takeWhile((l) => listItem.test(l) && /^\d/.test(l) === ordered);
      blocks.push({ kind: 'list', ordered, items: items.map((item) => listItem.exec(item)?.[2] ?? '') });
    } else {
      const text = takeWhile((l) => l.trim() !== '' && !l.startsWith('|') && !listItem.test(l)).join(' ');
      blocks.push({ kind: 'paragraph', text });
    }
  }
  return blocks;
}

function notRule(line: string): boolean {
  return !/^\|[\s:|-]+\|$/.test(line);
}

function cells(line: string): string[] {
  return line
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

export function parseSource(text: string): SourceDocument {
  const { meta, body } = splitFrontMatter(text);
  return { meta, blocks: parseBlocks(body) };
}

/** Slides are parted by a line of three dashes; what follows `Notes:` is the speaker's text. */
export function parseSlides(text: string): { meta: Readonly<Record<string, string>>; slides: Slide[] } {
  const { meta, body } = splitFrontMatter(text);
  const slides = body.split(/\n---\n/).map((part): Slide => {
    const [content = '', notes = ''] = part.split(/^Notes:\s*/m);
    const blocks = parseBlocks(content);
    const first = blocks[0];
    if (first.kind !== 'heading') throw new Error(`A slide starts without a heading: ${part.slice(0, 60)}`);
    return { title: first.text, blocks: blocks.slice(1), notes: notes.trim() };
  });
  return { meta, slides };
}

export function parseRuns(text: string): Run[] {
  const runs: Run[] = [];
  for (const part of text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/)) {
    if (part === '') continue;
    if (part.startsWith('**')) runs.push({ text: part.slice(2, -2), style: 'bold' });
    else if (part.startsWith('*') && part.length > 2) runs.push({ text: part.slice(1, -1), style: 'italic' });
    else if (part.startsWith('`')) runs.push({ text: part.slice(1, -1), style: 'code' });
    else runs.push({ text: part, style: 'plain' });
  }
  return runs;
}

export function plainText(text: string): string {
  return parseRuns(text)
    .map((run) => run.text)
    .join('');
}
