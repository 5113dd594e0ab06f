import { csvRows, xlsxRows, type NumberedRow } from '@mingda/evaluation';
import { MingdaError, toMingdaError } from '@mingda/platform';
import { columnsOf, entryOfCells, readEntry, type ReadEntry } from './faq-table.ts';

/** Entries that one file may bring. */
const mostEntries = 10_000;

/**
 * Reads JSON lines, a CSV table or the first filled sheet of a workbook, by the content of the file. A line that cannot be
 * used is returned with its reason.
 * @throws MingdaError `FAQ_IMPORT_INVALID` when the file as a whole cannot be read
 */
export async function readFaqFile(bytes: Uint8Array, limits: { readonly expandedBytes: number }): Promise<ReadEntry[]> {
  const content = Buffer.from(bytes);
  const entries = isZip(content) ? tableEntries(await sheetOf(content, limits)) : textEntries(textOf(content));
  if (entries.length > mostEntries) throw invalid(`it holds more than ${mostEntries} entries; import it in parts`);
  return entries;
}

const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

async function sheetOf(bytes: Buffer, { expandedBytes }: { readonly expandedBytes: number }): Promise<NumberedRow[]> {
  try {
    return await xlsxRows(bytes, expandedBytes);
  } catch (error) {
    const { entry, detail } = toMingdaError(error);
    throw invalid(detail ?? entry.en, error);
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheet programs in China write CSV as GB 18030.
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function textEntries(text: string): ReadEntry[] {
  if (text.trim() === '') throw invalid('the file is empty');
  if (text.trimStart().startsWith('{')) return jsonEntries(text);
  try {
    return tableEntries(csvRows(text));
  } catch (error) {
    if (error instanceof MingdaError && error.code === 'FAQ_IMPORT_INVALID') throw error;
    throw invalid(toMingdaError(error).detail ?? 'not a table', error);
  }
}

function jsonEntries(text: string): ReadEntry[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [readEntry(index + 1, JSON.parse(line))];
    } catch {
      return [{ line: index + 1, reason: 'not JSON' }];
    }
  });
}

function tableEntries(rows: readonly NumberedRow[]): ReadEntry[] {
  const [header, ...body] = rows;
  const columns = columnsOf(header?.cells ?? []);
  if (columns === null) {
    throw invalid(
      `the first row must name a question and an answer column (问题, 答案); it has: ${header?.cells.join(', ') ?? 'nothing'}`,
    );
  }
  return body
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ row, cells }) => entryOfCells(row, cells, columns));
}

function invalid(detail: string, cause?: unknown): MingdaError {
  return new MingdaError('FAQ_IMPORT_INVALID', {
    detail,
    fixes: ['docs/improve.md describes each format', 'export the collection first and fill in that file'],
    cause,
  });
}
