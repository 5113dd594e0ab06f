import { parse } from 'csv-parse/sync';
import { maxRows, unreadable } from './gold-file.ts';
import type { NumberedRow } from './table-rows.ts';

const delimiters = [',', '\t', ';'] as const;

/**
 * Values parted by comma, tab or semicolon, whichever cuts the header into the most columns.
 * @throws MingdaError `GOLD_IMPORT_INVALID`
 */
export function csvRows(text: string): NumberedRow[] {
  const content = text.replace(/^sep=(.)\r?\n/i, '');
  const [head = ''] = content.split('\n', 1);
  const [delimiter = ','] = delimiters.toSorted((a, b) => head.split(b).length - head.split(a).length);
  try {
    const records: string[][] = parse(content, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      // One more than allowed tells that there are too many.
      to: maxRows + 2,
    });
    return records.map((cells, index) => ({ row: index + 1, cells }));
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  }
}
