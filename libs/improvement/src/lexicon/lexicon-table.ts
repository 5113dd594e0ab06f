import { synonymContentSchema, type SynonymContent } from '@mingda/contracts';
import type { NumberedRow } from '@mingda/evaluation';

/** `word` for the user dictionary, `synonym` for words that mean the same, `one-way` for words that lead to others. */
const lexiconKinds = ['word', 'synonym', 'one-way'] as const;
type LexiconKind = (typeof lexiconKinds)[number];

const lexiconColumns = ['kind', 'words', 'means'] as const;

/** Names of the kinds in a file, lower case. */
const kindNames: Readonly<Record<LexiconKind, readonly string[]>> = {
  word: ['word', '词', '词条', '用户词', '专有名词'],
  synonym: ['synonym', 'synonyms', '同义词', '双向'],
  'one-way': ['one-way', 'oneway', '单向', '单向同义词'],
};

export type LexiconRow =
  | { readonly line: number; readonly word: string }
  | { readonly line: number; readonly synonym: SynonymContent }
  | { readonly line: number; readonly reason: string };

/** Rows of a table with the columns kind, words and means; a first row of titles is left out. */
export function lexiconRows(rows: readonly NumberedRow[]): LexiconRow[] {
  const [first] = rows;
  const body = first !== undefined && kindOf(first.cells[0]) === undefined ? rows.slice(1) : rows;
  return body
    .filter(({ cells }) => cells.some((it) => it.trim() !== ''))
    .flatMap(({ row, cells }) => readRow(row, cells));
}

function readRow(line: number, [kindCell, wordsCell, meansCell]: readonly string[]): LexiconRow[] {
  const kind = kindOf(kindCell);
  const words = listOf(wordsCell);
  const means = listOf(meansCell);
  if (kind === undefined) return [{ line, reason: `kind: ${kindCell ?? ''} is none of ${lexiconKinds.join(', ')}` }];
  if (kind === 'word') {
    return words.map((word) =>
      word.length < 2 || word.length > 60 ? { line, reason: `${word}: 2 to 60 characters are needed` } : { line, word },
    );
  }
  if (kind === 'one-way' && means.length === 0)
    return [{ line, reason: 'means: a one-way rule needs what it leads to' }];
  const parsed = synonymContentSchema.safeParse({ words, means: kind === 'one-way' ? means : [] });
  if (parsed.success) return [{ line, synonym: parsed.data }];
  const [issue] = parsed.error.issues;
  return [{ line, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` }];
}

function kindOf(cell: string | undefined): LexiconKind | undefined {
  const plain = (cell ?? '').trim().toLowerCase();
  return lexiconKinds.find((it) => kindNames[it].includes(plain));
}

/** Several words in one cell are parted by `|` or line breaks. */
function listOf(cell: string | undefined): string[] {
  return (cell ?? '')
    .split(/[|\r\n]+/)
    .map((it) => withoutGuard(it.trim()))
    .filter((it) => it !== '');
}

/** A cell that begins like a formula would be run by the spreadsheet program that opens the file. */
const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const withoutGuard = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/** A CSV file that spreadsheet programs open with its Chinese intact, and that imports as it is. */
export function lexiconCsv(words: readonly string[], synonyms: readonly SynonymContent[]): Buffer {
  const rows = [
    [...lexiconColumns],
    ...words.map((word) => ['word', word, '']),
    ...synonyms.map((it) => [it.means.length > 0 ? 'one-way' : 'synonym', it.words.join('|'), it.means.join('|')]),
  ];
  const cells = (row: readonly string[]): string => row.map((cell) => csvCell(guarded(cell))).join(',');
  return Buffer.from(`\uFEFF${rows.map(cells).join('\r\n')}\r\n`);
}

function csvCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
