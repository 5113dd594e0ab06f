import { refuseTooMany, unreadable, type RawQuestionFile, type RawRow, type RefusedRow } from './gold-file.ts';

/** A row of cells with its number in the file, from 1. */
export interface NumberedRow {
  readonly row: number;
  readonly cells: readonly string[];
}

type Field =
  | 'id'
  | 'question'
  | 'answers'
  | 'keyEntities'
  | 'relevant'
  | 'answerable'
  | 'lang'
  | 'split'
  | 'tags'
  | 'intent';

/** Names of columns, without case, spaces and punctuation; a number behind one is further values of the same. */
const names: Readonly<Record<Field, readonly string[]>> = {
  id: ['id', 'key', 'qid', 'questionid', '编号', '序号', '题号', '问题编号', '标识'],
  question: ['question', 'query', 'q', 'prompt', '问题', '提问', '问句', '题目', '用户问题'],
  answers: [
    'answer',
    'answers',
    'a',
    'reference',
    'references',
    'referenceanswer',
    'referenceanswers',
    'expectedanswer',
    'groundtruth',
    '答案',
    '回答',
    '参考答案',
    '标准答案',
    '标准回答',
    '期望答案',
  ],
  keyEntities: [
    'keyentities',
    'keyentity',
    'mustcontain',
    'keyfacts',
    '关键信息',
    '关键实体',
    '关键词',
    '要点',
    '必含内容',
  ],
  relevant: [
    'relevant',
    'relevantdocuments',
    'document',
    'documents',
    'source',
    'sources',
    'sourcekey',
    'sourcekeys',
    '相关文档',
    '来源',
    '来源文档',
    '文档',
    '依据文档',
    '出处',
  ],
  answerable: ['answerable', 'isanswerable', '可回答', '是否可答', '是否可回答', '能否回答'],
  lang: ['lang', 'language', '语言', '语种'],
  split: ['split', '划分', '集合划分', '用途'],
  tags: ['tags', 'tag', 'labels', 'label', 'category', 'topic', '标签', '分类', '类别', '主题'],
  intent: ['intent', '意图'],
};

const lists: ReadonlySet<Field> = new Set(['answers', 'keyEntities', 'relevant', 'tags']);
const yes: ReadonlySet<string> = new Set(['true', 'yes', 'y', '1', '是', '可', '对', '能']);
const no: ReadonlySet<string> = new Set(['false', 'no', 'n', '0', '否', '不可', '错', '不能', '不可回答']);
const splits: Readonly<Record<string, string>> = {
  调优: 'tune',
  调参: 'tune',
  训练: 'tune',
  train: 'tune',
  dev: 'tune',
  测试: 'test',
};

/**
 * Rows under a header of known names, English or Chinese. Several values in one cell are parted by `separator`.
 * @throws MingdaError `GOLD_IMPORT_INVALID` when no column is the question
 */
export function tableRows(rows: readonly NumberedRow[], separator: string): RawQuestionFile {
  const [header, ...body] = rows;
  const fields = (header?.cells ?? []).map(fieldOf);
  if (!fields.includes('question')) {
    throw unreadable(
      `the first row names no column of questions (question, 问题); it has: ${header?.cells.join(', ') ?? 'nothing'}`,
    );
  }
  refuseTooMany(body.length);
  const read: RawRow[] = [];
  const refused: RefusedRow[] = [];
  for (const { row, cells } of body) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const result = readCells(row, cells, { fields, separator });
    if ('en' in result) refused.push(result);
    else read.push(result);
  }
  return { rows: read, refused, documents: [] };
}

function fieldOf(title: string): Field | undefined {
  const plain = title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replace(/\d+$/, '');
  return (Object.keys(names) as Field[]).find((field) => names[field].includes(plain));
}

function readCells(
  row: number,
  cells: readonly string[],
  { fields, separator }: { readonly fields: readonly (Field | undefined)[]; readonly separator: string },
): RawRow | RefusedRow {
  const found = new Map<Field, string[]>();
  for (const [column, field] of fields.entries()) {
    const cell = withoutGuard((cells[column] ?? '').trim());
    if (field === undefined || cell === '') continue;
    const values = lists.has(field) ? cell.split(separator).map((it) => it.trim()) : [cell];
    found.set(field, [...(found.get(field) ?? []), ...values.filter((it) => it !== '')]);
  }
  const one = (field: Field): string | undefined => found.get(field)?.[0];
  const answerable = one('answerable')?.toLowerCase();
  if (answerable !== undefined && !yes.has(answerable) && !no.has(answerable)) {
    return {
      row,
      en: `answerable is neither yes nor no: ${answerable}`,
      zh: `“可回答”既不是“是”也不是“否”：${answerable}`,
    };
  }
  const given = one('split')?.toLowerCase();
  const content = {
    question: one('question'),
    ...Object.fromEntries([...lists].flatMap((field) => (found.has(field) ? [[field, found.get(field)]] : []))),
    ...(answerable === undefined ? {} : { answerable: yes.has(answerable) }),
    ...(one('lang') === undefined ? {} : { lang: one('lang') }),
    ...(one('intent') === undefined ? {} : { intent: one('intent') }),
  };
  return { row, id: one('id'), content, split: given === undefined ? undefined : (splits[given] ?? given) };
}

/** The apostrophe that keeps spreadsheet programs from taking a cell for a formula; our export writes it. */
function withoutGuard(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
