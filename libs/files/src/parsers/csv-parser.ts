import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { parse } from 'csv-parse/sync';
import { DocumentBuilder } from '../document/document-builder.ts';
import { couldBeHeader } from '../tables/header-detection.ts';
import type { ParseInput } from './parser.ts';
import { textOf } from './txt-parser.ts';

const maxRows = 100_000;
const sampleLength = 32 * 1024;
const delimiters = [',', '\t', ';', '|'] as const;

/** Comma, tab, semicolon or bar separated values; the first row names the columns unless it holds figures. */
export async function parseCsv({ bytes }: ParseInput): Promise<ParsedDocument> {
  const text = textOf(bytes)
    .replace(/^\ufeff/, '')
    .replace(/^sep=(.)\r?\n/i, '');
  const rows = readRows(text, delimiterOf(text), maxRows + 1);
  const builder = new DocumentBuilder();
  if (rows.length > maxRows) {
    rows.length = maxRows;
    builder.warn({ code: 'FILE_LIMIT_PAGES', subject: `rows beyond the limit of ${maxRows}` });
  }
  const first = (rows[0] ?? []).map((cell) => ({ text: cell.trim(), across: false }));
  const headerRows = rows.length > 1 && couldBeHeader(first) ? 1 : 0;
  // Which columns there are is a question of its own, and no row's text lists them all.
  if (headerRows === 1) builder.paragraph(first.map((cell) => cell.text).join(','));
  builder.table({ rows: rows.map((row) => row.map((cell) => ({ text: cell }))), headerRows });
  return builder.finish();
}

function readRows(text: string, delimiter: string, to: number): string[][] {
  try {
    return parse(text, {
      delimiter,
      to,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new MingdaError('FILE_CORRUPT', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

/** The delimiter that cuts the first rows into the most columns, equally many in most rows. */
function delimiterOf(text: string): string {
  const end = text.length <= sampleLength ? text.length : Math.max(text.lastIndexOf('\n', sampleLength), 1);
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const score = steadiness(text.slice(0, end), delimiter);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function steadiness(sample: string, delimiter: string): number {
  let rows: string[][];
  try {
    rows = readRows(sample, delimiter, 50);
  } catch {
    return 0;
  }
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [columns, times] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [1, 0];
  return columns < 2 ? 0 : (times / rows.length) * Math.min(columns, 12);
}
