import ExcelJS from 'exceljs';
import type { KnownCell, KnownDocument } from './known-document.ts';

/** A workbook: each heading begins a sheet; text stands in single cells, figures are numbers with a format. */
export async function xlsxFile(known: KnownDocument): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.title = known.title;
  let sheet: ExcelJS.Worksheet | undefined;
  let at = 1;
  for (const block of known.blocks) {
    if (block.kind === 'heading' || sheet === undefined) {
      sheet = book.addWorksheet(block.kind === 'heading' ? block.text : known.title);
      sheet.headerFooter.oddHeader = known.runningHead;
      at = 1;
    }
    if (block.kind === 'paragraph') {
      sheet.getCell(at, 1).value = block.text;
      at += 2;
    } else if (block.kind === 'table') {
      const { header, rows } = block.table;
      at = write(sheet, at, [...header, ...rows]) + 1;
    }
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Returns the first row below. */
function write(sheet: ExcelJS.Worksheet, top: number, rows: readonly (readonly KnownCell[])[]): number {
  const taken = new Set<string>();
  rows.forEach((row, down) => {
    let column = 1;
    for (const { text, number, format, colSpan = 1, rowSpan = 1 } of row) {
      while (taken.has(`${top + down} ${column}`)) column += 1;
      const cell = sheet.getCell(top + down, column);
      if (text !== '') cell.value = number ?? text;
      if (format !== undefined) cell.numFmt = format;
      for (let y = 0; y < rowSpan; y += 1)
        for (let x = 0; x < colSpan; x += 1) taken.add(`${top + down + y} ${column + x}`);
      if (colSpan > 1 || rowSpan > 1)
        sheet.mergeCells(top + down, column, top + down + rowSpan - 1, column + colSpan - 1);
    }
  });
  return top + rows.length;
}
