import type { ParsedDocument } from '@mingda/contracts';
import { lexer, type Token, type Tokens } from 'marked';
import { DocumentBuilder } from '../document/document-builder.ts';
import { readHtmlFragment } from './html-parser.ts';
import type { ParseInput } from './parser.ts';
import { textOf } from './txt-parser.ts';

const frontMatter = /^---[^\S\n]*\n([\s\S]*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)/;

/** CommonMark with GitHub's tables; HTML inside is read as HTML. */
export async function parseMarkdown({ bytes }: ParseInput): Promise<ParsedDocument> {
  const text = textOf(bytes)
    .replace(/\r\n?/g, '\n')
    .replace(/^\ufeff/, '');
  const front = frontMatter.exec(text);
  const builder = new DocumentBuilder();
  builder.title(titleOf(front?.[1] ?? ''));
  const tokens = lexer(front === null ? text : text.slice(front[0].length), { gfm: true });
  addTokens(tokens, builder, 0);
  const first = builder.finish().blocks.find((block) => block.kind === 'heading' && block.level === 1);
  builder.title(first?.text);
  return builder.finish();
}

function titleOf(yaml: string): string | undefined {
  const raw = /^title:[^\S\n]*(.+)$/im.exec(yaml)?.[1]?.trim();
  return raw?.replace(/^(["'])(.*)\1$/, '$2');
}

function addTokens(tokens: readonly Token[], builder: DocumentBuilder, depth: number): void {
  if (depth > 20) return;
  let html = '';
  const flushHtml = (): void => {
    if (html !== '') readHtmlFragment(html, builder);
    html = '';
  };
  for (const token of tokens) {
    if (token.type === 'html') {
      html += token.raw;
      continue;
    }
    flushHtml();
    addToken(token, builder, depth);
  }
  flushHtml();
}

function addToken(token: Token, builder: DocumentBuilder, depth: number): void {
  switch (token.type) {
    case 'heading':
      builder.heading((token as Tokens.Heading).depth, inlineText(token));
      return;
    case 'paragraph':
    case 'text':
      builder.paragraph(inlineText(token));
      return;
    case 'code':
      builder.code((token as Tokens.Code).text);
      return;
    case 'blockquote':
      addTokens((token as Tokens.Blockquote).tokens, builder, depth + 1);
      return;
    case 'list':
      addList(token as Tokens.List, builder, depth);
      return;
    case 'table': {
      const table = token as Tokens.Table;
      const rows = [table.header, ...table.rows].map((row) => row.map((cell) => ({ text: inlineTexts(cell.tokens) })));
      builder.table({ rows, headerRows: 1 });
      return;
    }
    default:
  }
}

/** An item's first lines are its own text; what is nested in it follows as blocks of its own. */
function addList(list: Tokens.List, builder: DocumentBuilder, depth: number): void {
  const start = typeof list.start === 'number' ? list.start : 1;
  for (const [at, item] of list.items.entries()) {
    const isOwn = (it: Token): boolean => it.type === 'text' || it.type === 'paragraph' || it.type === 'checkbox';
    const firstOther = item.tokens.findIndex((it) => !isOwn(it));
    const own = firstOther < 0 ? item.tokens : item.tokens.slice(0, firstOther);
    const text = own.map(inlineText).join('\n');
    builder.listItem(list.ordered && text.trim() !== '' ? `${start + at}. ${text}` : text);
    addTokens(item.tokens.slice(own.length), builder, depth + 1);
  }
}

function inlineTexts(tokens: readonly Token[]): string {
  return tokens.map(inlineText).join('');
}

function inlineText(token: Token): string {
  if (token.type === 'br') return '\n';
  if (token.type === 'html') return /^<br\b/i.test(token.raw) ? '\n' : '';
  if (token.type === 'image') return (token as Tokens.Image).text;
  if ('tokens' in token && token.tokens !== undefined) return inlineTexts(token.tokens);
  if (token.type === 'checkbox' || token.type === 'def') return '';
  return 'text' in token && typeof token.text === 'string' ? unescapeEntities(token.text) : '';
}

/** The lexer leaves character references as written. */
function unescapeEntities(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" };
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|nbsp|apos));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
