import type { GoldImportFormat } from '@mingda/contracts';
import { readBeirFolder, readGoldFile, readGoldSet, type QuestionFile } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { corpusItems } from '../importing/gold-set-corpus.ts';
import type { ImportItem } from '../importing/import-documents.ts';

export interface GoldSource {
  readonly file: QuestionFile;
  /** Documents that come with the questions, under the keys that these name. */
  readonly documents: readonly ImportItem[];
}

interface SourceOptions {
  readonly format?: GoldImportFormat | undefined;
  readonly separator?: string | undefined;
  readonly expandedBytes: number;
}

/**
 * Questions of a file, of a folder in the layout of BEIR, or of a gold-set folder.
 * @throws MingdaError `NOT_FOUND`, `GOLD_SET_INVALID` and what `readGoldFile` throws
 */
export async function readGoldSource(path: string, options: SourceOptions): Promise<GoldSource> {
  const root = resolve(path);
  const state = await stat(root).catch(() => undefined);
  if (state === undefined) throw new MingdaError('NOT_FOUND', { subject: root, fixes: ['check the path'] });
  if (!state.isDirectory())
    return withDocuments(await readGoldFile(await readFile(root), { ...options, readsCorpus: true }));
  const names = await namesBelow(root);
  if (names.includes('questions.jsonl')) {
    const set = await readGoldSet(root);
    const content = await readFile(join(root, 'questions.jsonl'));
    return { file: await readGoldFile(content, { ...options, format: 'jsonl' }), documents: corpusItems(set) };
  }
  return withDocuments(await readBeirFolder({ names, text: (name) => readFile(join(root, name), 'utf8') }));
}

function withDocuments(file: QuestionFile): GoldSource {
  const { documents } = file;
  return { file, documents: corpusItems({ name: '', documents, files: [], questions: [] }) };
}

async function namesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** The name of a file without its ending, as the title of a set that has none. */
export function titleOf(path: string): string {
  return basename(resolve(path)).replace(/\.[^.]+$/, '');
}
