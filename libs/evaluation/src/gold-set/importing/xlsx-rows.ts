import { childrenOf, ExpansionBudget, OfficePackage, readWorkbook, readXml } from '@mingda/files';
import { maxRows, unreadable } from './gold-file.ts';
import type { NumberedRow } from './table-rows.ts';

/** Columns that are read; questions have a dozen. */
const maxColumns = 200;

/**
 * The first sheet with two filled rows, row by row under the numbers that the sheet shows. A formula counts as the value
 * that was saved with it.
 * @throws MingdaError `FILE_CORRUPT`, `FILE_ENCRYPTED`, `FILE_LIMIT_EXPANSION`, `GOLD_IMPORT_INVALID`
 */
export async function xlsxRows(bytes: Buffer, expandedBytes: number): Promise<NumberedRow[]> {
  const office = await OfficePackage.open(bytes, new ExpansionBudget(expandedBytes));
  const workbook = await readWorkbook(office);
  for (const sheet of workbook.sheets) {
    const rows: NumberedRow[] = [];
    let last = 0;
    await readXml(office.read(sheet.part), 'sheetData', (element) => {
      last = Number(element.attributes['r'] ?? last + 1);
      const cells: string[] = [];
      for (const cell of childrenOf(element, 'c')) {
        const column = columnOf(cell.attributes['r'] ?? '') ?? cells.length;
        if (column < maxColumns) cells[column] = workbook.display(cell).trim();
      }
      const filled = Array.from(cells, (cell) => cell ?? '');
      // One more than allowed tells that there are too many.
      if (filled.some((cell) => cell !== '') && rows.length < maxRows + 2) rows.push({ row: last, cells: filled });
    });
    if (rows.length >= 2) return rows;
  }
  throw unreadable('no sheet has a header and a row below it');
}

/** Column from 0 of a reference such as `B12`. */
function columnOf(reference: string): number | undefined {
  const letters = /^\$?([A-Z]{1,3})\$?\d{1,7}$/.exec(reference)?.[1];
  return letters === undefined
    ? undefined
    : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
