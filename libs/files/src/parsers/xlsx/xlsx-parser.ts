import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../../document/document-builder.ts';
import { OfficePackage } from '../../xml/office-package.ts';
import type { ParseContext, ParseInput } from '../parser.ts';
import { readSheet } from './sheet-grid.ts';
import { readWorkbook } from './workbook.ts';

/** What one workbook may hold; the rest is left out with a warning. */
const maxRows = 100_000;
const maxCells = 2_000_000;

/** Workbooks (ECMA-376 part 1, SpreadsheetML): a page is a sheet, its name a heading, each row one block. */
export async function parseXlsx({ bytes }: ParseInput, { expansion, maxPages }: ParseContext): Promise<ParsedDocument> {
  const office = await OfficePackage.open(bytes, expansion);
  const workbook = await readWorkbook(office);
  if (workbook.sheets.length > maxPages) {
    throw new MingdaError('FILE_LIMIT_PAGES', {
      detail: `It has ${workbook.sheets.length} sheets, the limit is ${maxPages}.`,
    });
  }
  const builder = new DocumentBuilder();
  builder.title(await office.title());
  const left = { rows: maxRows, cells: maxCells };
  for (const [at, sheet] of workbook.sheets.entries()) {
    const page = at + 1;
    const { regions, isCut } = await readSheet(office.read(sheet.part), workbook.display, left);
    if (regions.length > 0) builder.heading(1, sheet.name, { page });
    let characters = 0;
    for (const rows of regions) {
      left.rows -= rows.length;
      for (const row of rows) for (const cell of row) characters += cell.text.length;
      left.cells -= rows.reduce((sum, row) => sum + row.length, 0);
      const isProse = rows.every((row) => row.filter((cell) => cell.text !== '').length <= 1);
      if (isProse) for (const row of rows) builder.paragraph(row.map((cell) => cell.text).join(''), { page });
      else builder.table({ rows }, { page });
    }
    if (isCut)
      builder.warn({
        code: 'FILE_LIMIT_PAGES',
        subject: `${sheet.name}: rows beyond the limit of ${maxRows} rows or ${maxCells} cells`,
      });
    builder.page({ page, state: characters > 0 ? 'table' : 'empty', characters });
  }
  const document = builder.finish();
  // The names of empty sheets are no content.
  return document.blocks.some((block) => block.kind !== 'heading') ? document : { ...document, blocks: [] };
}
