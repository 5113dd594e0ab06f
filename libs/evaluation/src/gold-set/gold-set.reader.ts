import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { goldDocumentSchema, goldQuestionSchema, type GoldDocument, type GoldQuestion } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { GoldFile, GoldSet } from './gold-set.ts';
import { invalidLine, readJsonLines } from './json-lines.ts';

const questionsFile = 'questions.jsonl';
const corpusFile = 'corpus.jsonl';
const documentsFolder = 'documents';

/**
 * Reads `questions.jsonl` with `corpus.jsonl` or the files below `documents/`.
 * @throws MingdaError `GOLD_SET_INVALID` with file and line: what is missing, not JSON, doubled, or points nowhere
 */
export async function readGoldSet(folder: string): Promise<GoldSet> {
  const root = resolve(folder);
  const questionsPath = join(root, questionsFile);
  const corpusPath = join(root, corpusFile);
  const documentsPath = join(root, documentsFolder);
  if (!(await isFile(questionsPath))) throw missing(root, `there is no ${questionsFile}`);
  const hasCorpus = await isFile(corpusPath);
  const hasDocuments = await isFolder(documentsPath);
  if (hasCorpus === hasDocuments) {
    throw missing(
      root,
      `one of ${corpusFile} and ${documentsFolder}/ is needed, found ${hasCorpus ? 'both' : 'neither'}`,
    );
  }
  const documents = hasCorpus ? await readCorpus(corpusPath) : [];
  const files = hasDocuments ? await listFiles(documentsPath) : [];
  const ids = new Set([...documents, ...files].map((document) => document.id));
  const questions = await readQuestions(questionsPath, ids);
  return { name: basename(root), documents, files, questions };
}

/** Gold sets below a root, one sub-folder each; folders without questions are not gold sets. */
export async function listGoldSets(root: string): Promise<{ name: string; questions: number }[]> {
  if (!(await isFolder(root))) return [];
  const found: { name: string; questions: number }[] = [];
  for (const name of (await readdir(root)).toSorted()) {
    const path = join(root, name, questionsFile);
    if (await isFile(path)) found.push({ name, questions: (await readJsonLines(path, goldQuestionSchema)).length });
  }
  return found;
}

async function readCorpus(path: string): Promise<GoldDocument[]> {
  const lines = await readJsonLines(path, goldDocumentSchema);
  refuseDoubles(path, lines);
  return lines.map((line) => line.value);
}

async function readQuestions(path: string, documentIds: ReadonlySet<string>): Promise<GoldQuestion[]> {
  const lines = await readJsonLines(path, goldQuestionSchema);
  if (lines.length === 0) throw missing(path, 'there is no question in it');
  refuseDoubles(path, lines);
  for (const { number, value } of lines) {
    const unknown = value.relevant.find((id) => !documentIds.has(id));
    if (unknown !== undefined)
      throw invalidLine({ file: path, number }, `relevant names no document of the set: ${unknown}`);
  }
  return lines.map((line) => line.value);
}

function refuseDoubles(file: string, lines: readonly { number: number; value: { id: string } }[]): void {
  const first = new Map<string, number>();
  for (const { number, value } of lines) {
    const earlier = first.get(value.id);
    if (earlier !== undefined) throw invalidLine({ file, number }, `the id ${value.id} was used on line ${earlier}`);
    first.set(value.id, number);
  }
}

async function listFiles(folder: string): Promise<GoldFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ id: relative(folder, path).split(sep).join('/'), path }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function missing(subject: string, detail: string): MingdaError {
  return new MingdaError('GOLD_SET_INVALID', {
    subject,
    detail,
    fixes: ['check the path', `a gold set is a folder with ${questionsFile} and ${corpusFile} or ${documentsFolder}/`],
  });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
