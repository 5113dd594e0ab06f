import type { Embedding } from '@mingda/contracts';
import {
  prepareQuestion,
  questionSupport,
  readRankerModel,
  rankSentences,
  selectSentences,
  sentenceFeatures,
  type AnswerPassage,
  type AnswerQuestionInput,
  type QuestionVectors,
  type SentenceReading,
} from '@mingda/domain';
import { detectLanguage } from '@mingda/language';
import type { ReadQuestion } from '@mingda/retrieval';
import type { Answerer, AnswererInput, DraftAnswer, Quote } from './answerer.ts';
import { joinQuotes } from './join-quotes.ts';
import type { PassageTokenCache } from './passage-token-cache.ts';

/** Passages that are read for sentences; deeper ones held the answer in under one of a hundred tuning questions. */
const passagesRead = 10;
/** The best of them are read token by token. */
const passagesReadClosely = 4;
/** Sentences that the trace keeps, best first. */
const tracedSentences = 20;

/** Answers in the documents' own sentences: the ones that the shipped ranker finds most likely to answer. */
export class ExtractiveAnswerer implements Answerer {
  readonly name = 'extractive';
  readonly #tokens: PassageTokenCache;
  readonly #prepared = new WeakMap<ReadQuestion, readonly AnswerQuestionInput[]>();

  constructor(tokens: PassageTokenCache) {
    this.#tokens = tokens;
  }

  prepare({ question, idf }: Pick<AnswererInput, 'question' | 'idf'>): void {
    const readings = readingsOf(question, idf);
    readings.forEach(prepareQuestion);
    this.#prepared.set(question, readings);
  }

  /** Of the four best passages 84 of 100 lead before the second ranking: what else is read then is in vain. */
  foresee({ leading, storedIn }: Parameters<NonNullable<Answerer['foresee']>>[0]): void {
    if (storedIn !== undefined) this.#tokens.prefetch(leading.slice(0, passagesReadClosely), storedIn);
  }

  expect({ found, storedIn }: Pick<AnswererInput, 'found' | 'storedIn'>): void {
    if (storedIn === undefined) return;
    // A failure is met where the same is awaited.
    this.#tokens.read(found.slice(0, passagesReadClosely), { storedIn }).catch(() => undefined);
  }

  /** Every sentence of the best passages with its features in each reading of the question; the ranker is trained on the first. */
  async candidates(
    input: Pick<AnswererInput, 'question' | 'found' | 'storedIn' | 'idf' | 'signal'>,
  ): Promise<{ readings: SentenceReading[]; passages: AnswerPassage[] }> {
    const tokens = await this.#tokens.read(input.found.slice(0, passagesReadClosely), input);
    const passages = input.found
      .slice(0, passagesRead)
      .map((it, index): AnswerPassage => ({ ...it, tokenVectors: tokens[index] }));
    const questions = this.#prepared.get(input.question) ?? readingsOf(input.question, input.idf);
    const readings = questions.map((it) => ({
      candidates: sentenceFeatures(it, passages),
      supportOf: questionSupport(it, passages),
    }));
    return { readings, passages };
  }

  async answer(input: AnswererInput): Promise<DraftAnswer | null> {
    const { readings, passages } = await this.candidates(input);
    const ranked = rankSentences(readings);
    if (ranked.sentences.length === 0) return null;
    const lang = detectLanguage(input.found[0]?.text ?? input.asked);
    const chosen = selectSentences(ranked.sentences, passages, {
      maxSentences: input.profile.maxSentences,
      maxCharacters: input.profile.maxCharacters[lang],
    });
    const quotes = chosen.map(({ passage, start, end }): Quote => ({
      passage: input.found[passage],
      start,
      end,
    }));
    const text = joinQuotes(quotes, lang);
    const trace = ranked.sentences.slice(0, tracedSentences).map((it) => ({
      chunkId: input.found[it.passage]?.chunkId,
      start: it.start,
      end: it.end,
      score: Number(it.score.toFixed(4)),
      chosen: chosen.some((own) => own.passage === it.passage && own.start <= it.start && own.end >= it.end),
    }));
    const models = [`sentence-ranker ${readRankerModel().version}`];
    return { text, confidence: ranked.confidence, quotes, models, trace };
  }
}

/** The question by itself, and with the question before it where it points back. */
function readingsOf({ text, words, vectors }: ReadQuestion, idf: ReadonlyMap<string, number>): AnswerQuestionInput[] {
  const own = { text, words, idf, vectors: new Map(vectors.map((it) => [it.modelKey, toVectors(it.embedding)])) };
  const contexts = vectors.flatMap(({ modelKey, inContext }) =>
    inContext === undefined ? [] : [{ modelKey, ...inContext }],
  );
  if (contexts.length === 0) return [own];
  const joined = new Map(contexts.map((it) => [it.modelKey, toVectors(it.embedding)]));
  return [own, { ...own, text: contexts[0].text, asksFrom: contexts[0].asksFrom, vectors: joined }];
}

function toVectors({ vector, tokens }: Embedding): QuestionVectors {
  return { vector, tokens: tokens?.vectors ?? new Float32Array(), offsets: tokens?.offsets ?? new Int32Array() };
}
