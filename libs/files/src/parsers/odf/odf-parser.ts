import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { ZipArchive } from '../../archive/zip-archive.ts';
import { DocumentBuilder } from '../../document/document-builder.ts';
import { child, childrenOf, descendants, textOfElement } from '../../xml/xml-query.ts';
import { readXml, type XmlElement } from '../../xml/xml-reader.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { OdfBody } from './odf-body.ts';

/** Text, spreadsheet and presentation files of OpenDocument (ODF 1.3, ISO/IEC 26300). A sheet or slide is a page. */
export async function parseOdf({ bytes }: ParseInput, context: ParseContext): Promise<ParsedDocument> {
  const zip = await ZipArchive.open(bytes, context.expansion);
  if (await isEncrypted(zip)) {
    throw new MingdaError('FILE_ENCRYPTED', { fixes: ['remove the password and upload the file again'] });
  }
  const body = child(await readXml(zip.read('content.xml')), 'body');
  if (body === undefined) throw new MingdaError('FILE_CORRUPT', { detail: 'It has no body.' });
  const builder = new DocumentBuilder();
  builder.title(await titleOf(zip));
  for (const text of childrenOf(body, 'text')) new OdfBody(builder).add(text);
  const pages = [
    ...childrenOf(child(body, 'spreadsheet'), 'table'),
    ...childrenOf(child(body, 'presentation'), 'page'),
    ...childrenOf(child(body, 'drawing'), 'page'),
  ];
  if (pages.length > context.maxPages) {
    throw new MingdaError('FILE_LIMIT_PAGES', {
      detail: `It has ${pages.length} pages, the limit is ${context.maxPages}.`,
    });
  }
  pages.forEach((page, at) => addPage(page, at + 1, builder));
  return builder.finish();
}

function addPage(page: XmlElement, number: number, builder: DocumentBuilder): void {
  const name = page.attributes['name'] ?? '';
  const isSheet = page.name === 'table';
  const before = builder.finish().blocks.length;
  const body = new OdfBody(builder, { page: number });
  if (isSheet) {
    builder.heading(1, name, { page: number });
    body.table(page);
  } else {
    body.add(page);
  }
  const blocks = builder.finish().blocks.slice(before);
  // A sheet's name alone is no content.
  const isEmpty = blocks.every((block) => isSheet && block.kind === 'heading');
  const hasPicture = isEmpty && descendants(page, 'image').length > 0;
  const characters = isEmpty ? 0 : blocks.reduce((sum, block) => sum + block.text.length, 0);
  builder.page({
    page: number,
    state: isEmpty ? (hasPicture ? 'scan' : 'empty') : isSheet ? 'table' : 'text',
    characters,
  });
}

async function isEncrypted(zip: ZipArchive): Promise<boolean> {
  if (!zip.has('META-INF/manifest.xml')) return false;
  return descendants(await readXml(zip.read('META-INF/manifest.xml')), 'encryption-data').length > 0;
}

async function titleOf(zip: ZipArchive): Promise<string | undefined> {
  if (!zip.has('meta.xml')) return undefined;
  return textOfElement(child(await readXml(zip.read('meta.xml')), 'meta', 'title'));
}
