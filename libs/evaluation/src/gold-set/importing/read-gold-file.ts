import { buffer } from 'node:stream/consumers';
import { ExpansionBudget, readText, ZipArchive } from '@mingda/files';
import type { GoldImportFormat } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { beirRows, type BeirFiles } from './beir-rows.ts';
import { checkRows } from './check-rows.ts';
import { csvRows } from './csv-rows.ts';
import { unreadable, type QuestionFile, type RawQuestionFile } from './gold-file.ts';
import { jsonLineRows, parseObject } from './json-rows.ts';
import { squadRows } from './squad-rows.ts';
import { tableRows } from './table-rows.ts';
import { xlsxRows } from './xlsx-rows.ts';

export interface ReadGoldFileOptions {
  /** Found out from the content when absent. */
  readonly format?: GoldImportFormat | undefined;
  /** Between several values of one cell; `|` by default. */
  readonly separator?: string | undefined;
  /** Bytes that a packed file may become. */
  readonly expandedBytes: number;
  /** Whether documents that the file brings along are wanted. */
  readonly readsCorpus?: boolean;
}

/**
 * Reads a file of questions. What is wrong with single rows is reported with them, what is wrong with the file is thrown.
 * @throws MingdaError `GOLD_IMPORT_INVALID`, `FILE_EMPTY`, `FILE_CORRUPT`, `FILE_ENCRYPTED`, `FILE_LIMIT_EXPANSION`
 */
export async function readGoldFile(content: Uint8Array, options: ReadGoldFileOptions): Promise<QuestionFile> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length === 0) throw new MingdaError('FILE_EMPTY');
  const { format, raw } = isZip(bytes) ? await readPacked(bytes, options) : readPlain(bytes, options);
  return checked(format, raw);
}

/** The layout of BEIR as a folder. @throws MingdaError `GOLD_IMPORT_INVALID` */
export async function readBeirFolder(files: BeirFiles): Promise<QuestionFile> {
  return checked('beir', await beirRows(files, { readsCorpus: true }));
}

function checked(format: GoldImportFormat, raw: RawQuestionFile): QuestionFile {
  const { rows, refused } = checkRows(raw.rows);
  const all = [...raw.refused, ...refused].toSorted((a, b) => a.row - b.row);
  return { format, rows, refused: all, documents: raw.documents };
}

function isZip(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
}

async function readPacked(
  bytes: Buffer,
  options: ReadGoldFileOptions,
): Promise<{ format: GoldImportFormat; raw: RawQuestionFile }> {
  const { expandedBytes, separator = '|', format } = options;
  const zip = await ZipArchive.open(bytes, new ExpansionBudget(expandedBytes)).catch((error: unknown) => {
    throw error instanceof MingdaError ? error : new MingdaError('FILE_CORRUPT', { cause: error });
  });
  if ((format ?? (zip.has('[Content_Types].xml') ? 'xlsx' : 'beir')) === 'xlsx') {
    return { format: 'xlsx', raw: tableRows(await xlsxRows(bytes, expandedBytes), separator) };
  }
  if (format !== undefined && format !== 'beir') throw unreadable(`a packed file is not in the format ${format}`);
  const text = async (name: string): Promise<string> => readText(await buffer(zip.read(name)));
  const raw = await beirRows({ names: zip.names(), text }, { readsCorpus: options.readsCorpus ?? false });
  return { format: 'beir', raw };
}

function readPlain(
  bytes: Buffer,
  { format, separator = '|' }: ReadGoldFileOptions,
): { format: GoldImportFormat; raw: RawQuestionFile } {
  const text = readText(bytes).replace(/^\uFEFF/, '');
  const found = format ?? formatOf(text);
  switch (found) {
    case 'jsonl':
      return { format: found, raw: jsonLineRows(text) };
    case 'squad':
      return { format: found, raw: squadRows(parseJson(text)) };
    case 'csv':
      return { format: found, raw: tableRows(csvRows(text), separator) };
    default:
      throw unreadable(`a plain text is not in the format ${found}`);
  }
}

/** JSON that is one value is SQuAD; a first line that is an object by itself, but not all of that, begins JSON lines. */
function formatOf(text: string): GoldImportFormat {
  const start = text.trimStart();
  if (start.startsWith('[')) return 'squad';
  if (!start.startsWith('{')) return 'csv';
  const [firstLine = ''] = start.split('\n', 1);
  const first = parseObject(firstLine);
  return first === undefined || 'data' in first ? 'squad' : 'jsonl';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
