import { posix } from 'node:path';
import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { ZipArchive } from '../archive/zip-archive.ts';
import { DocumentBuilder } from '../document/document-builder.ts';
import { child, childrenOf, descendants, textOfElement } from '../xml/xml-query.ts';
import { readXml, type XmlElement } from '../xml/xml-reader.ts';
import { readHtmlPage } from './html-parser.ts';
import type { ParseContext, ParseInput } from './parser.ts';
import { textOf } from './txt-parser.ts';

/** Fonts are scrambled by these to keep them in the book; the text is not. */
const fontScrambling = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);
const pageTypes = new Set(['application/xhtml+xml', 'text/html', 'application/x-dtbook+xml']);

/** Books (EPUB 3.3, 2.0.1): the pages of the reading order, one after the other. Its own contents page is left out. */
export async function parseEpub({ bytes }: ParseInput, context: ParseContext): Promise<ParsedDocument> {
  const zip = await ZipArchive.open(bytes, context.expansion);
  await refuseProtected(zip);
  const container = await readXml(zip.read('META-INF/container.xml'));
  const main = descendants(container, 'rootfile')[0]?.attributes['full-path'];
  if (main === undefined || !zip.has(main))
    throw new MingdaError('FILE_CORRUPT', { detail: 'Its package is missing.' });
  const book = await readXml(zip.read(main));
  const pages = readingOrder(book, posix.dirname(main));
  if (pages.length > context.maxPages) {
    throw new MingdaError('FILE_LIMIT_PAGES', {
      detail: `It has ${pages.length} parts, the limit is ${context.maxPages}.`,
    });
  }
  const builder = new DocumentBuilder();
  builder.title(textOfElement(child(book, 'metadata', 'title')));
  for (const page of pages) {
    if (zip.has(page)) readHtmlPage(textOf(await bytesOf(zip, page)), builder);
    else builder.warn({ code: 'FILE_CORRUPT', subject: page });
  }
  return builder.finish();
}

function readingOrder(book: XmlElement, folder: string): string[] {
  const items = new Map(childrenOf(child(book, 'manifest'), 'item').map((it) => [it.attributes['id'], it.attributes]));
  return childrenOf(child(book, 'spine'), 'itemref').flatMap(({ attributes }) => {
    const item = items.get(attributes['idref']);
    const isContents = (item?.['properties'] ?? '').split(/\s+/).includes('nav');
    if (item === undefined || isContents || !pageTypes.has(item['media-type'] ?? '')) return [];
    const path = withoutEscapes((item['href'] ?? '').replace(/#.*$/, ''));
    return [posix.normalize(posix.join(folder === '.' ? '' : folder, path))];
  });
}

function withoutEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @throws MingdaError `FILE_ENCRYPTED` */
async function refuseProtected(zip: ZipArchive): Promise<void> {
  if (!zip.has('META-INF/encryption.xml')) return;
  const methods = descendants(await readXml(zip.read('META-INF/encryption.xml')), 'EncryptionMethod');
  if (methods.some((it) => !fontScrambling.has(it.attributes['Algorithm'] ?? ''))) {
    throw new MingdaError('FILE_ENCRYPTED', { detail: 'The book is protected against copying.' });
  }
}

async function bytesOf(zip: ZipArchive, part: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zip.read(part)) pieces.push(piece);
  return Buffer.concat(pieces);
}
