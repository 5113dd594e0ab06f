import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../../document/document-builder.ts';
import type { Pictures } from '../../recognition/pictures.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { layOut, type PageLayout } from './page-layout.ts';
import { openPdf, type PdfSource } from './pdf-source.ts';
import { readPage } from './read-page.ts';
import { withRecognised } from './recognised-page.ts';
import { writePages } from './write-pages.ts';

/** Made by the program that wrote the file, not by its author. */
const madeUpTitle =
  /^(?:untitled|\(?anonymous\)?|unspecified|无标题|(?:microsoft )?(?:word|excel|powerpoint)\b.*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|wps)|幻灯片\s*\d+|slide \d+|[^\p{L}\p{N}]*)$/iu;

/**
 * PDF files (ISO 32000). Pages are read one by one into lines and tables; what is a heading and what is a running head
 * is decided when all of them are known.
 */
export async function parsePdf(
  { bytes, password }: ParseInput,
  { maxPages, pictures }: ParseContext,
): Promise<ParsedDocument> {
  const source = await openPdf(bytes, password);
  try {
    const pages = source.document.numPages;
    if (pages > maxPages)
      throw new MingdaError('FILE_LIMIT_PAGES', { detail: `It has ${pages} pages, the limit is ${maxPages}.` });
    const layouts = await readLayouts(source, pages, pictures);
    if (layouts.every((it) => it === undefined))
      throw new MingdaError('FILE_CORRUPT', { detail: 'None of its pages can be read.' });
    const builder = new DocumentBuilder();
    builder.title(await titleOf(source));
    writePages(layouts, builder);
    return builder.finish();
  } finally {
    await source.close();
  }
}

async function readLayouts(
  { document, library }: PdfSource,
  pages: number,
  pictures: Pictures,
): Promise<(PageLayout | undefined)[]> {
  const layouts: (PageLayout | undefined)[] = [];
  for (let number = 1; number <= pages; number += 1) {
    try {
      const page = await document.getPage(number);
      layouts.push(layOut(withRecognised(await readPage(page, library), pictures)));
      page.cleanup();
    } catch {
      // One bad page does not cost the others; its report and a warning name it.
      layouts.push(undefined);
    }
  }
  return layouts;
}

async function titleOf({ document }: PdfSource): Promise<string | undefined> {
  try {
    const { info } = await document.getMetadata();
    const title: unknown = 'Title' in info ? info.Title : undefined;
    return typeof title === 'string' && !madeUpTitle.test(title.trim()) ? title : undefined;
  } catch {
    return undefined;
  }
}
