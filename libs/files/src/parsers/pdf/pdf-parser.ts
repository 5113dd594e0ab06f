import type { PageReport, ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../../document/document-builder.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { withoutFurniture } from './page-furniture.ts';
import { layOut, type PageLayout } from './page-layout.ts';
import { PageWriter } from './page-writer.ts';
import { typographyOf } from './paragraphs.ts';
import { openPdf, type PdfSource } from './pdf-source.ts';
import { readPage } from './read-page.ts';

/** Made by the program that wrote the file, not by its author. */
const madeUpTitle =
  /^(?:untitled|\(?anonymous\)?|unspecified|无标题|(?:microsoft )?(?:word|excel|powerpoint)\b.*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|dvi|wps)|幻灯片\s*\d+|slide \d+|[^\p{L}\p{N}]*)$/iu;

/**
 * PDF files (ISO 32000). Pages are read one by one into lines and tables; what is a heading and what is a running head
 * is decided when all of them are known.
 */
export async function parsePdf({ bytes }: ParseInput, { maxPages }: ParseContext): Promise<ParsedDocument> {
  const source = await openPdf(bytes);
  try {
    const pages = source.document.numPages;
    if (pages > maxPages)
      throw new MingdaError('FILE_LIMIT_PAGES', { detail: `It has ${pages} pages, the limit is ${maxPages}.` });
    const layouts = await readLayouts(source, pages);
    if (layouts.every((it) => it === undefined))
      throw new MingdaError('FILE_CORRUPT', { detail: 'None of its pages can be read.' });
    const builder = new DocumentBuilder();
    builder.title(await titleOf(source));
    write(layouts, builder);
    return builder.finish();
  } finally {
    await source.close();
  }
}

async function readLayouts({ document, library }: PdfSource, pages: number): Promise<(PageLayout | undefined)[]> {
  const layouts: (PageLayout | undefined)[] = [];
  for (let number = 1; number <= pages; number += 1) {
    try {
      const page = await document.getPage(number);
      layouts.push(layOut(await readPage(page, library)));
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

function write(layouts: readonly (PageLayout | undefined)[], builder: DocumentBuilder): void {
  const read = withoutFurniture(layouts.filter((it) => it !== undefined));
  const byNumber = new Map(read.map((it) => [it.number, it]));
  const typography = typographyOf(
    read.flatMap((page) => page.elements.flatMap((it) => (it.kind === 'line' ? [it.line] : []))),
  );
  const writer = new PageWriter(builder, typography);
  const scans: number[] = [];
  const failed: number[] = [];
  layouts.forEach((_, at) => {
    const number = at + 1;
    const page = byNumber.get(number);
    if (page !== undefined) writer.write(page);
    const report = reportOf(number, page, writer);
    if (report.state === 'scan') scans.push(number);
    if (report.state === 'failed') failed.push(number);
    builder.page(report);
  });
  writer.finish();
  for (const subject of ranges(scans)) builder.warn({ code: 'FILE_NO_TEXT', subject });
  for (const subject of ranges(failed)) builder.warn({ code: 'FILE_CORRUPT', subject });
}

function reportOf(number: number, page: PageLayout | undefined, writer: PageWriter): PageReport {
  const { characters, tableCharacters } = writer.countOn(number);
  if (page === undefined) return { page: number, state: 'failed', characters };
  if (characters === 0) return { page: number, state: page.hasPicture ? 'scan' : 'empty', characters };
  return { page: number, state: tableCharacters > characters / 2 ? 'table' : 'text', characters };
}

/** `page 3`, `pages 5-9`. */
function ranges(pages: readonly number[]): string[] {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([from, to]) => (from === to ? `page ${from}` : `pages ${from}-${to}`));
}
