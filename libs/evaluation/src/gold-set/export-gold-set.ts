import type { AccessScope, GoldQuestion } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { goldQuestionOf } from './freeze-gold-set.ts';
import type { GoldSetStore } from './gold-set-store.ts';
import { findGoldSet } from './manage-gold-sets.ts';

export interface GoldExport {
  readonly format: 'jsonl' | 'csv';
  /** The accepted items of now when absent. */
  readonly version?: number | undefined;
}

const columns = [
  'id',
  'question',
  'answers',
  'keyEntities',
  'relevant',
  'answerable',
  'lang',
  'split',
  'tags',
  'intent',
] as const;
/** Between several values of one cell; the import reads it back. */
const separator = '|';

/**
 * A set as a file that can be imported again. JSON lines hold everything, a table what fits into cells.
 * @throws MingdaError `GOLD_SET_NOT_FOUND`, `GOLD_VERSION_NOT_FOUND`
 */
export async function exportGoldSet(
  store: GoldSetStore,
  scope: AccessScope,
  { name, format, version }: GoldExport & { readonly name: string },
): Promise<string> {
  const set = await findGoldSet(store.sets, scope, name);
  const questions =
    version === undefined
      ? (await store.items.accepted(scope, set.id)).map(goldQuestionOf)
      : await store.sets.questions(scope, set.id, version);
  if (questions === null) throw new MingdaError('GOLD_VERSION_NOT_FOUND', { subject: `${name}, ${version}` });
  return format === 'jsonl' ? questions.map((it) => `${JSON.stringify(it)}\n`).join('') : tableOf(questions);
}

/** With a byte order mark, without which spreadsheet programs take Chinese for another encoding. */
function tableOf(questions: readonly GoldQuestion[]): string {
  const rows = questions.map((question) => columns.map((column) => cellOf(question[column])).join(','));
  return `\uFEFF${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}

function cellOf(value: string | boolean | readonly string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(separator) : String(value ?? '');
  // A cell that begins like a formula would be run by the spreadsheet program that opens the file.
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim() ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
