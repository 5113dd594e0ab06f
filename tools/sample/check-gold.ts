/**
 * Checks the gold set of the sample knowledge base: `node tools/sample/check-gold.ts [folder]`.
 * Prints every problem and a summary, and ends with status 1 if there is a problem.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOf, readablePath, searchableText } from './document-text.ts';
import { readGoldSet, type GoldQuestion } from './gold-set.ts';
import { essence, flatten, sharedWords } from './gold-words.ts';

const formats = ['txt', 'md', 'html', 'pdf', 'docx', 'pptx', 'xlsx', 'csv', 'json', 'eml'];
const atLeast = { questions: 170, unanswerable: 36, paraphraseShare: 0.45, perDocument: 2, perFormat: 3 };

export function checkGoldSet(folder: string): string[] {
  const { questions, problems } = readGoldSet(folder);
  const documents = listDocuments(folder);
  return [
    ...problems,
    ...repeated(questions.map((item) => item.id)).map((id) => `${id}: id is used more than once`),
    ...repeated(questions.map((item) => item.question)).map((text) => `question is asked more than once: ${text}`),
    ...questions.flatMap((item) => checkQuestion(folder, item).map((fault) => `${item.id}: ${fault}`)),
    ...checkSplits(questions),
    ...checkCounts(questions, documents),
  ];
}

export function listDocuments(folder: string): string[] {
  const root = join(folder, 'documents');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => formats.includes(formatOf(path)))
    .toSorted();
}

function checkQuestion(folder: string, item: GoldQuestion): string[] {
  const isHan = /\p{Script=Han}/u.test(item.question);
  const faults = isHan === (item.lang === 'zh') ? [] : ['lang does not fit the question'];
  for (const name of item.names) {
    if (!item.question.includes(name)) faults.push(`name is not in the question: ${name}`);
  }
  const isTagged = item.tags.includes('paraphrase');
  if (!item.answerable) {
    const isFilled = item.relevant.length + item.answers.length + item.keyEntities.length > 0 || item.evidence !== '';
    if (isFilled) faults.push('is unanswerable and has an answer');
    if (isTagged) faults.push('is unanswerable and tagged paraphrase');
    return faults;
  }
  if (item.relevant.length === 0) faults.push('names no document');
  if (item.answers.length < 1 || item.answers.length > 2) faults.push('needs one or two answers');
  if (item.keyEntities.length === 0) faults.push('has no key entity');
  for (const path of item.relevant) {
    if (!existsSync(join(folder, 'documents', path))) faults.push(`no such document: ${path}`);
    else if (readablePath(folder, path) === undefined) faults.push(`no source of ${path}`);
  }
  faults.push(...checkEvidence(folder, item));
  const shared = sharedWords(item);
  if (isTagged && shared.length > 0) faults.push(`tagged paraphrase but shares ${shared.join(', ')}`);
  if (!isTagged && shared.length === 0) faults.push('shares no content word but is not tagged paraphrase');
  return faults;
}

function checkEvidence(folder: string, item: GoldQuestion): string[] {
  if (item.evidence.trim() === '') return ['has no evidence'];
  const faults: string[] = [];
  const texts = item.relevant.map((path) => searchableText(folder, path));
  if (!texts.some((text) => text.includes(flatten(item.evidence))))
    faults.push('evidence is not in a relevant document');
  const known = [item.evidence, ...texts].map(essence);
  const answers = item.answers.map(essence);
  for (const entity of item.keyEntities) {
    const core = essence(entity);
    if (core === '') faults.push(`key entity is empty: ${entity}`);
    if (!known.some((text) => text.includes(core))) faults.push(`key entity is not in the document: ${entity}`);
    if (!answers.every((text) => text.includes(core))) faults.push(`key entity is not in every answer: ${entity}`);
  }
  return faults;
}

function checkSplits(questions: readonly GoldQuestion[]): string[] {
  const splitOf = new Map<string, string>();
  const faults: string[] = [];
  for (const item of questions) {
    for (const path of item.relevant) {
      const known = splitOf.get(path) ?? item.split;
      splitOf.set(path, known);
      if (known !== item.split) faults.push(`${item.id}: ${path} belongs to split ${known}`);
    }
  }
  return faults;
}

function checkCounts(questions: readonly GoldQuestion[], documents: readonly string[]): string[] {
  const faults: string[] = [];
  const answerable = questions.filter((item) => item.answerable);
  const paraphrased = answerable.filter((item) => item.tags.includes('paraphrase'));
  if (questions.length < atLeast.questions) faults.push(`only ${questions.length} questions`);
  if (questions.length - answerable.length < atLeast.unanswerable) faults.push('too few unanswerable questions');
  if (paraphrased.length < answerable.length * atLeast.paraphraseShare) faults.push('too few paraphrases');
  for (const path of documents) {
    const count = answerable.filter((item) => item.relevant.includes(path)).length;
    if (count < atLeast.perDocument) faults.push(`${path}: only ${count} questions`);
  }
  for (const format of formats) {
    const count = documents.filter((path) => formatOf(path) === format).length;
    if (count < atLeast.perFormat) faults.push(`only ${count} documents of format ${format}`);
  }
  return faults;
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function tally(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${value} ${count}`).join(', ');
}

function summary(folder: string): string {
  const { questions } = readGoldSet(folder);
  const answerable = questions.filter((item) => item.answerable);
  const paraphrased = answerable.filter((item) => item.tags.includes('paraphrase'));
  const share = ((100 * paraphrased.length) / Math.max(1, answerable.length)).toFixed(1);
  const documents = listDocuments(folder);
  const langOf = new Map(answerable.map((item) => [item.relevant[0], item.lang]));
  return [
    `documents: ${documents.length} (${tally(documents.map(formatOf))})`,
    `documents by language: ${tally(documents.map((path) => langOf.get(path) ?? 'unknown'))}`,
    `questions: ${questions.length} (${tally(questions.map((item) => item.lang))})`,
    `answerable: ${answerable.length}, unanswerable: ${questions.length - answerable.length}`,
    `split: ${tally(questions.map((item) => item.split))}`,
    `paraphrases: ${paraphrased.length} of ${answerable.length} answerable (${share} %)`,
    `answerable by format: ${tally(answerable.map((item) => formatOf(item.relevant[0])))}`,
  ].join('\n');
}

if (import.meta.main) {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../../eval/sample/', import.meta.url));
  const problems = checkGoldSet(folder);
  for (const problem of problems) console.error(problem);
  console.log(summary(folder));
  console.log(problems.length === 0 ? 'no problems' : `${problems.length} problems`);
  if (problems.length > 0) process.exitCode = 1;
}
