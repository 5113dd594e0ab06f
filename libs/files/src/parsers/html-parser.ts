import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { parse, parseFragment } from 'parse5';
import { DocumentBuilder } from '../document/document-builder.ts';
import { HtmlReader } from './html-reader.ts';
import {
  childrenOf,
  findAll,
  isElement,
  linkShare,
  textLength,
  attribute,
  type HtmlElement,
  type HtmlNode,
} from './html-tree.ts';
import type { ParseInput } from './parser.ts';
import { textOf } from './txt-parser.ts';

const maxDepth = 400;

export async function parseHtml({ bytes }: ParseInput): Promise<ParsedDocument> {
  const builder = new DocumentBuilder();
  readHtmlPage(textOf(bytes, declaredEncodings(bytes)), builder);
  return builder.finish();
}

/** A whole page: its title and its main content, without the site around it. */
export function readHtmlPage(html: string, builder: DocumentBuilder): void {
  const document = parse(html);
  refuseDepth(document);
  const title = findAll(document, (it) => it.tagName === 'title')[0];
  builder.title(
    title === undefined
      ? undefined
      : childrenOf(title)
          .map((it) => ('value' in it ? it.value : ''))
          .join(''),
  );
  const content = mainContent(document);
  new HtmlReader(builder).read(content);
}

/** A piece of HTML inside another format. */
export function readHtmlFragment(html: string, builder: DocumentBuilder): void {
  const fragment = parseFragment(html);
  refuseDepth(fragment);
  new HtmlReader(builder).read(fragment);
}

/** Deeper pages are made to overflow the stack of whoever walks them. */
function refuseDepth(root: HtmlNode): void {
  let level: HtmlNode[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth)
      throw new MingdaError('FILE_CORRUPT', { detail: `Elements are nested more than ${maxDepth} deep.` });
    level = level.flatMap((node) => childrenOf(node));
  }
}

/** The element that holds the page's text: main or article when they hold a good part of it, else the body. */
function mainContent(document: HtmlNode): HtmlNode {
  const body = findAll(document, (it) => it.tagName === 'body')[0] ?? document;
  const whole = textLength(body);
  const isMain = (it: HtmlElement): boolean => it.tagName === 'main' || attribute(it, 'role') === 'main';
  for (const wanted of [isMain, (it: HtmlElement): boolean => it.tagName === 'article']) {
    const found = findAll(body, wanted).toSorted((a, b) => textLength(b) - textLength(a));
    const largest = found[0];
    if (largest !== undefined && found.length <= 3 && textLength(largest) >= whole * 0.4 && linkShare(largest) < 0.7)
      return largest;
  }
  dropEdges(body);
  return body;
}

/** Header, footer and aside of the page itself, where they are mostly links. Those of an article belong to it. */
function dropEdges(body: HtmlNode): void {
  const edges = findAll(body, (it) => ['header', 'footer', 'aside'].includes(it.tagName));
  for (const edge of edges) {
    const parent = edge.parentNode;
    if (parent === null || (isElement(parent) && parent.tagName === 'article')) continue;
    if (linkShare(edge) > 0.4) parent.childNodes = parent.childNodes.filter((it) => it !== edge);
  }
}

/** Encodings named in the head, in order. Pages contradict themselves; the first that decodes without error is right. */
function declaredEncodings(bytes: Buffer): string[] {
  const head = bytes.toString('latin1', 0, 8192);
  return [...head.matchAll(/charset\s*=\s*["']?\s*([\w-]{2,30})/gi)]
    .map((match) => match[1] ?? '')
    .filter((label) => !/^utf-?8$/i.test(label));
}
