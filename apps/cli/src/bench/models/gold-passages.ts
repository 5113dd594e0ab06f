import { chunkDocument, placeBlocks } from '@mingda/domain';
import { readGoldSet, type GoldSet } from '@mingda/evaluation';
import { DocumentParser } from '@mingda/files';
import { detectLanguage, type Language } from '@mingda/language';
import { MingdaError, type Config, type Logger } from '@mingda/platform';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

export interface GoldPassage {
  readonly document: string;
  readonly text: string;
}

export interface GoldQuery {
  readonly question: string;
  readonly relevant: ReadonlySet<string>;
}

/** What embedding models of one language are compared on. */
export interface GoldPassages {
  readonly passages: readonly GoldPassage[];
  readonly queries: readonly GoldQuery[];
}

/** Size of a passage, about: models are compared on the same passages, so no model's own tokens may cut them. */
const passageTokens = 180;
const charactersPerToken: Readonly<Record<Language, number>> = { zh: 1, en: 4 };

/**
 * The passages of a gold set and its answerable questions, by language. A question counts when all its documents are in
 * its own language.
 * @throws MingdaError `GOLD_SET_INVALID`
 */
export async function readGoldPassages(
  folder: string,
  { config, logger, questions }: { readonly config: Config; readonly logger: Logger; readonly questions: number },
): Promise<ReadonlyMap<Language, GoldPassages>> {
  const goldSet = await readGoldSet(folder);
  const documents = await readDocuments(goldSet, config, logger);
  const languages = new Map([...documents].map(([id, { lang }]) => [id, lang]));
  const byLanguage = (lang: Language): GoldPassages => ({
    passages: [...documents].flatMap(([document, it]) =>
      it.lang === lang ? it.texts.map((text) => ({ document, text })) : [],
    ),
    queries: goldSet.questions
      .filter((it) => it.answerable && it.relevant.length > 0 && detectLanguage(it.question) === lang)
      .filter((it) => it.relevant.every((id) => languages.get(id) === lang))
      .slice(0, questions)
      .map(({ question, relevant }) => ({ question, relevant: new Set(relevant) })),
  });
  const found = new Map((['zh', 'en'] as const).map((lang) => [lang, byLanguage(lang)]));
  if ([...found.values()].every(({ queries }) => queries.length === 0))
    throw new MingdaError('GOLD_SET_INVALID', {
      subject: folder,
      detail: 'no answerable question names its documents',
    });
  return found;
}

interface CutDocument {
  readonly lang: Language;
  readonly texts: readonly string[];
}

async function readDocuments(
  goldSet: GoldSet,
  config: Config,
  logger: Logger,
): Promise<ReadonlyMap<string, CutDocument>> {
  const documents = new Map<string, CutDocument>();
  for (const { id, title, text } of goldSet.documents)
    documents.set(id, { lang: detectLanguage(text), texts: [title === '' ? text : `${title}\n${text}`] });
  if (goldSet.files.length === 0) return documents;
  const parser = new DocumentParser({ limits: config.limits, threads: 1, logger });
  try {
    for (const { id, path } of goldSet.files) {
      const parsed = await parser.parse({ content: await readFile(path), fileName: basename(path) });
      const placed = placeBlocks(parsed.blocks);
      const lang = detectLanguage(placed.text);
      const countTokens = (texts: readonly string[]): number[] =>
        texts.map(({ length }) => Math.ceil(length / charactersPerToken[lang]));
      const chunks = chunkDocument(placed, { countTokens, maxTokens: passageTokens, overlapSentences: 0 });
      documents.set(id, { lang, texts: chunks.map(({ text }) => text) });
    }
  } finally {
    await parser.close();
  }
  return documents;
}
