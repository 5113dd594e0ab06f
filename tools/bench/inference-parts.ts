import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceEngine, ModelRegistry, ModelStore, TextTokenizer, type InferenceOptions } from '@mingda/inference';
import { createLogger, loadConfig } from '@mingda/platform';
import { root } from '../setup/process.ts';

/** What every part of the measurement uses: the models as a fresh installation has them. */
const config = loadConfig();
const logger = createLogger({ logLevel: 'silent' }, 'bench');
export const registry = ModelRegistry.load();
export const store = new ModelStore({ ...config.models, registry, logger });

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
export const modelOf = (language: Language, precision: 'int8' | 'fp32' = 'int8'): string =>
  `bge-small-${language}-v1.5-${precision}`;

export function startEngine(options: Partial<InferenceOptions> = {}): Promise<InferenceEngine> {
  return InferenceEngine.start({ store, registry, logger, ...options });
}

export async function tokenizerOf(key: string): Promise<TextTokenizer> {
  const { tokenizer } = await store.ensure(key);
  return new TextTokenizer(await readFile(tokenizer, 'utf8'), registry.local(key));
}

/** One line of the table: what was measured, against what, and the least or most that it should be. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly against: string;
  readonly ratio: number;
  readonly target: string;
  readonly met: boolean | undefined;
}

export const atLeast = (ratio: number, least: number): Pick<Row, 'ratio' | 'target' | 'met'> => ({
  ratio,
  target: `>= ${least}`,
  met: ratio >= least,
});
export const atMost = (ratio: number, most: number): Pick<Row, 'ratio' | 'target' | 'met'> => ({
  ratio,
  target: `<= ${most}`,
  met: ratio <= most,
});
export const untargeted = (ratio: number): Pick<Row, 'ratio' | 'target' | 'met'> => ({
  ratio,
  target: '-',
  met: undefined,
});

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Public sets where they lie beside the repository, else the sample's own documents. */
const setsFolder = join(root, '..', 'shared', 'datasets', 'open');
const setOf: Record<Language, string> = { zh: 'cmrc2018', en: 'xquad-en' };
export const fromSets = existsSync(join(setsFolder, setOf.zh));

export interface GoldSet {
  readonly documents: readonly { readonly id: string; readonly text: string }[];
  readonly questions: readonly { readonly text: string; readonly relevant: readonly string[] }[];
}

/** The gold set of a language; undefined where the public sets are not there. */
export async function goldSet(language: Language): Promise<GoldSet | undefined> {
  if (!fromSets) return undefined;
  const read = async (file: string): Promise<Record<string, unknown>[]> =>
    (await readFile(join(setsFolder, setOf[language], file), 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const documents = (await read('corpus.jsonl')).map(({ id, text }) => ({ id: String(id), text: String(text) }));
  const questions = (await read('questions.jsonl'))
    .filter(({ answerable }) => answerable === true)
    .map(({ question, relevant }) => ({ text: String(question), relevant: (relevant as unknown[]).map(String) }));
  return { documents, questions };
}

/** Text to cut pieces from: long, and of real sentences. */
async function source(language: Language): Promise<string> {
  const set = await goldSet(language);
  if (set !== undefined) return set.documents.map(({ text }) => text).join('\n');
  const questions = (await readFile(join(root, 'eval', 'sample', 'questions.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { lang: string; question: string; evidence?: string });
  return questions
    .filter(({ lang }) => lang === language)
    .map(({ question, evidence }) => `${question} ${evidence ?? ''}`)
    .join('\n');
}

/** Texts with the given numbers of tokens, special ones among them, cut one after the other from real text. */
export async function textsOfLengths(language: Language, lengths: readonly number[]): Promise<string[]> {
  const text = await source(language);
  const tokenizer = await tokenizerOf(modelOf(language));
  const charactersPerToken = language === 'zh' ? 1.3 : 6;
  let position = 0;
  return lengths.map((length) => {
    const room = Math.ceil(length * charactersPerToken) + 16;
    if (position + room > text.length) position = 0;
    const piece = text.slice(position, position + room);
    const { offsets, textEnd } = tokenizer.encode(piece);
    const last = Math.min(length - 2, textEnd - 1);
    const end = offsets[last * 2 + 1] ?? piece.length;
    position += Math.max(1, end);
    return piece.slice(0, end);
  });
}

/** A fixed series of numbers between 0 and 1, so that every run sees the same mix. */
export function series(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lengths of a document collection's pieces: many sentences, fewer passages, some that fill the window. */
export function mixedLengths(count: number): number[] {
  const next = series(7);
  return Array.from({ length: count }, () => {
    const kind = next();
    const place = next();
    if (kind < 0.5) return Math.round(10 + 54 * place);
    return kind < 0.9 ? Math.round(64 + 192 * place) : Math.round(256 + 256 * place);
  });
}
