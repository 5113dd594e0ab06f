import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { looksLikeText, readText } from '../detection/text-encoding.ts';
import { DocumentBuilder } from '../document/document-builder.ts';
import { displayWidth, joinLines } from '../document/clean-text.ts';
import type { ParseInput } from './parser.ts';

const numbered = /^\s*(?:[-*•·●■◆]\s+|\(?\d{1,3}[.)、）]\s*(?!\d)|[（(][一二三四五六七八九十]+[)）])/;
const chapter = /^\s*(?:第[一二三四五六七八九十百零\d]+[章节編编部篇]|Chapter\s+\d+\b)/i;
const ruler = /^\s*([=\-_*#~])\1{3,}\s*$/;

export async function parseTxt({ bytes }: ParseInput): Promise<ParsedDocument> {
  return readPlainText(textOf(bytes), new DocumentBuilder()).finish();
}

/** Beyond these, splitting a text or parsing JSON in one native call can exhaust the heap before the thread is stopped. */
const maxLines = 4_000_000;
const maxValues = 4_000_000;

/**
 * @throws MingdaError `FILE_CORRUPT` when the bytes are no text in any encoding, `FILE_LIMIT_EXPANSION` when they are
 * more lines than can be held
 */
export function textOf(bytes: Buffer, declared: readonly string[] = []): string {
  if (!looksLikeText(bytes)) throw new MingdaError('FILE_CORRUPT', { detail: 'The content is not text.' });
  if (countBytes(bytes, '\n\r', maxLines) > maxLines) {
    throw new MingdaError('FILE_LIMIT_EXPANSION', { detail: `It has more than ${maxLines} lines.` });
  }
  return readText(bytes, declared);
}

/** The text of a JSON file; an object of two characters takes a hundred bytes, so that values are counted first. */
export function jsonTextOf(bytes: Buffer): string {
  if (countBytes(bytes, '{[,', maxValues) > maxValues) {
    throw new MingdaError('FILE_LIMIT_EXPANSION', { detail: `It has more than ${maxValues} values.` });
  }
  return textOf(bytes);
}

function countBytes(bytes: Buffer, wanted: string, enough: number): number {
  const codes = new Set(Buffer.from(wanted));
  let count = 0;
  for (const byte of bytes) {
    if (codes.has(byte)) count += 1;
    if (count > enough) break;
  }
  return count;
}

/** Paragraphs at blank lines, list items, chapter titles; lines that an editor wrapped are joined again. */
export function readPlainText(text: string, builder: DocumentBuilder): DocumentBuilder {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const wrapWidth = wrapWidthOf(lines);
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) builder.paragraph(unwrap(paragraph, wrapWidth));
    paragraph = [];
  };
  let item: string[] = [];
  const flushItem = (): void => {
    if (item.length > 0) builder.listItem(unwrap(item, wrapWidth));
    item = [];
  };
  for (const line of lines) {
    if (line.trim() === '' || ruler.test(line)) {
      flushItem();
      flush();
    } else if (chapter.test(line) && displayWidth(line.trim()) <= 60) {
      flushItem();
      flush();
      builder.heading(1, line);
    } else if (numbered.test(line)) {
      flushItem();
      flush();
      item = [line];
    } else if (item.length > 0 && (/^\s{2,}/.test(line) || isWrapped(item.at(-1) ?? '', wrapWidth))) {
      item.push(line);
    } else {
      flushItem();
      paragraph.push(line);
    }
  }
  flushItem();
  flush();
  return builder;
}

/** The width at which an editor broke the lines: many lines end close to the longest one. Undefined when none did. */
function wrapWidthOf(lines: readonly string[]): number | undefined {
  const widths = lines.map((line) => displayWidth(line.trimEnd())).filter((width) => width > 0);
  const longest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (longest < 50 || longest > 130) return undefined;
  const close = widths.filter((width) => width > longest * 0.8).length;
  return close >= Math.max(3, widths.length * 0.3) ? longest : undefined;
}

function isWrapped(line: string, wrapWidth: number | undefined): boolean {
  return wrapWidth !== undefined && displayWidth(line.trimEnd()) > wrapWidth * 0.75;
}

function unwrap(lines: readonly string[], wrapWidth: number | undefined): string {
  const joined: string[] = [];
  let open: string[] = [];
  for (const line of lines) {
    open.push(line.trim());
    if (isWrapped(line, wrapWidth)) continue;
    joined.push(joinLines(open));
    open = [];
  }
  if (open.length > 0) joined.push(joinLines(open));
  return joined.join('\n');
}
