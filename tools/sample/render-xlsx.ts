import ExcelJS from 'exceljs';

type Cell = string | number;

export interface SheetSource {
  readonly name: string;
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface WorkbookSource {
  readonly title: string;
  readonly owner: string;
  readonly lang: string;
  readonly sheets: readonly SheetSource[];
}

/** A fixed stamp keeps the built file free of the day on which it was built. */
const stamp = new Date('2025-01-01T00:00:00Z');

export async function renderXlsx(source: string): Promise<Buffer> {
  const plan = JSON.parse(source) as WorkbookSource;
  const book = new ExcelJS.Workbook();
  book.title = plan.title;
  book.creator = plan.owner;
  book.lastModifiedBy = plan.owner;
  book.created = stamp;
  book.modified = stamp;
  for (const sheet of plan.sheets) {
    const page = book.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
    page.columns = sheet.widths.map((width) => ({ width }));
    for (const row of sheet.rows) page.addRow([...row]);
    const head = page.getRow(1);
    head.font = { bold: true };
    head.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFDCE6F1' } };
    page.eachRow((row) => {
      row.alignment = { vertical: 'middle', wrapText: true };
    });
    page.headerFooter.oddHeader = `&L${plan.title}&R${plan.owner}`;
    page.headerFooter.oddFooter = '&C&P / &N';
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}
