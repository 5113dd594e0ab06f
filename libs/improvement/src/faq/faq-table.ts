import { faqContentSchema, type FaqContent, type FaqEntry } from '@mingda/contracts';

/** Columns of a table of approved answers, in the order in which they are written; `citations` is JSON. */
export const faqColumns = ['question', 'phrasings', 'answer', 'owner', 'validUntil', 'citations', 'state'] as const;
type FaqColumn = (typeof faqColumns)[number];

/** Names that a column may have, without case, spaces and punctuation. */
const names: Readonly<Record<FaqColumn, readonly string[]>> = {
  question: ['question', 'q', 'faq', '问题', '标准问', '标准问题', '提问'],
  phrasings: [
    'phrasings',
    'phrasing',
    'alternatives',
    'similarquestions',
    '相似问',
    '相似问题',
    '相似问法',
    '其他问法',
    '扩展问',
  ],
  answer: ['answer', 'a', 'reply', '答案', '标准答案', '回答', '答复'],
  owner: ['owner', '负责人', '责任人'],
  validUntil: ['validuntil', 'expires', 'expiry', '有效期', '有效期至', '到期日', '失效日期'],
  citations: ['citations', '引用'],
  state: ['state', '状态'],
};

/** Between several values of one cell; line breaks part them as well. */
const separator = '|';

export interface ReadEntry {
  /** Line or row of the file, from 1. */
  readonly line: number;
  readonly content?: FaqContent;
  /** Why it cannot be used. */
  readonly reason?: string;
  /** It was out of service when the file was written: importing must not bring it back. */
  readonly retired?: boolean;
}

/** One object of a JSONL file or one row of a table, checked. */
export function readEntry(line: number, value: unknown): ReadEntry {
  const parsed = faqContentSchema.safeParse(value);
  if (parsed.success) return { line, content: parsed.data, ...(isRetired(value) ? { retired: true } : {}) };
  const [issue] = parsed.error.issues;
  return { line, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

const isRetired = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'state' in value && value.state === 'retired';

/** Which column is which; null when no column is the question or none the answer. */
export function columnsOf(header: readonly string[]): ReadonlyMap<FaqColumn, number> | null {
  const found = new Map<FaqColumn, number>();
  header.forEach((title, at) => {
    const plain = title
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, '');
    const column = faqColumns.find((it) => names[it].includes(plain));
    if (column !== undefined && !found.has(column)) found.set(column, at);
  });
  return found.has('question') && found.has('answer') ? found : null;
}

export function entryOfCells(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<FaqColumn, number>,
): ReadEntry {
  const cell = (column: FaqColumn): string => withoutGuard((cells[columns.get(column) ?? -1] ?? '').trim());
  const validUntil = cell('validUntil');
  const moment = validUntil === '' ? null : momentOf(validUntil);
  if (moment === undefined) return { line, reason: `validUntil: ${validUntil} is no date` };
  let citations: unknown = [];
  try {
    citations = cell('citations') === '' ? [] : JSON.parse(cell('citations'));
  } catch {
    return { line, reason: 'citations: not JSON' };
  }
  const phrasings = cell('phrasings')
    .split(/[|\r\n]+/)
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return readEntry(line, {
    question: cell('question'),
    phrasings,
    answer: cell('answer'),
    owner: cell('owner'),
    validUntil: moment,
    citations,
    state: cell('state'),
  });
}

export function cellsOf(entry: FaqEntry): string[] {
  const citations = entry.citations.length === 0 ? '' : JSON.stringify(entry.citations);
  const { question, phrasings, answer, owner, validUntil, state } = entry;
  return [question, phrasings.join(` ${separator} `), answer, owner, validUntil ?? '', citations, state];
}

/** A day alone means until its end. */
function momentOf(text: string): string | undefined {
  const day = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(text);
  const moment = new Date(day ? `${text.replaceAll(/[/.]/g, '-').replaceAll(/-(\d)(?!\d)/g, '-0$1')}T23:59:59Z` : text);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** A cell that begins like a formula would be run by the spreadsheet program that opens the file. */
export const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

const withoutGuard = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);
