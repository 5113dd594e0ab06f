import type { GoldDocument } from '@mingda/contracts';
import { detectLanguage } from '@mingda/language';
import { refuseTooMany, unreadable, type RawQuestionFile, type RawRow, type RefusedRow } from './gold-file.ts';
import { parseObject } from './json-rows.ts';

/** The files of the layout by their path; what is not asked for is not read. */
export interface BeirFiles {
  readonly names: readonly string[];
  text(name: string): Promise<string>;
}

interface Judged {
  readonly relevant: Set<string>;
  readonly split: 'tune' | 'test';
}

/**
 * The layout of BEIR (Thakur et al., 2021): `queries.jsonl`, `qrels/*.tsv` with a score above 0 for what is relevant,
 * and `corpus.jsonl`. Judgements of `test` are the test split, all others the tune split; a query without judgements is
 * refused. Judgements may have the four columns of TREC as well.
 * @throws MingdaError `GOLD_IMPORT_INVALID` when one of the parts is missing
 */
export async function beirRows(files: BeirFiles, options: { readonly readsCorpus: boolean }): Promise<RawQuestionFile> {
  const queries = files.names.find((name) => /(?:^|\/)queries\.jsonl$/i.test(name));
  const judgements = files.names.filter((name) => /(?:^|\/)qrels\/[^/]+\.tsv$/i.test(name)).toSorted();
  if (queries === undefined || judgements.length === 0) throw unreadable('queries.jsonl and qrels/*.tsv are needed');
  const judged = new Map<string, Judged>();
  // `test` last: a query that is in two files belongs to the split that is reported.
  const inOrder = judgements.toSorted((a, b) => Number(isTest(a)) - Number(isTest(b)));
  for (const name of inOrder) readJudgements(await files.text(name), isTest(name) ? 'test' : 'tune', judged);
  const corpus = files.names.find((name) => /(?:^|\/)corpus\.jsonl$/i.test(name));
  const documents =
    corpus === undefined || !options.readsCorpus
      ? []
      : (await files.text(corpus)).split('\n').flatMap((line) => documentOf(parseObject(line)));
  return { ...readQueries(await files.text(queries), judged), documents };
}

const isTest = (name: string): boolean => /(?:^|\/)test\.tsv$/i.test(name);

function readJudgements(text: string, split: Judged['split'], judged: Map<string, Judged>): void {
  for (const line of text.split('\n')) {
    const columns = line.trim().split(/\t| +/);
    const [query = '', document = ''] = columns.length === 4 ? [columns[0], columns[2]] : columns;
    const score = Number(columns.at(-1));
    // The header's last column is no number.
    if (columns.length < 3 || !(score > 0)) continue;
    judged.set(query, { relevant: (judged.get(query)?.relevant ?? new Set()).add(document), split });
  }
}

function readQueries(text: string, judged: ReadonlyMap<string, Judged>): Omit<RawQuestionFile, 'documents'> {
  const rows: RawRow[] = [];
  const refused: RefusedRow[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = index + 1;
    const query = parseObject(line);
    const id = query?.['_id'] ?? query?.['id'];
    if (typeof id !== 'string' && typeof id !== 'number') {
      refused.push({ row, en: 'not a query with an _id', zh: '不是带 _id 的查询' });
      continue;
    }
    const found = judged.get(String(id));
    if (found === undefined) {
      refused.push({ row, en: `no relevant document in qrels for ${id}`, zh: `qrels 中没有 ${id} 的相关文档` });
      continue;
    }
    const content = { question: query?.['text'], relevant: [...found.relevant] };
    rows.push({ row, id: String(id), content, split: found.split });
    refuseTooMany(rows.length);
  }
  return { rows, refused };
}

function documentOf(line: Record<string, unknown> | undefined): GoldDocument[] {
  const id = line?.['_id'] ?? line?.['id'];
  const { title, text } = line ?? {};
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof text !== 'string') return [];
  return [{ id: String(id), title: typeof title === 'string' ? title : '', text, lang: detectLanguage(text) }];
}
