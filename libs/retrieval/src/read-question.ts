import type { Embedding, Turn } from '@mingda/contracts';
import { carriedTerms, contextStrength, latestTurns, mixVectors, pointsBack, type Correction } from '@mingda/dialogue';
import { innerProduct } from '@mingda/domain';
import {
  analyze,
  detectLanguage,
  questionWordWeight,
  termHash,
  toSimplified,
  type Language,
  type UserWords,
} from '@mingda/language';
import type { Embedder } from '@mingda/models';
import type { TurnVectors } from './turn-vectors.ts';

export interface QuestionTerm {
  readonly term: string;
  readonly hash: number;
  /** How far it belongs to the question; 1 when absent: it is one of its own words. */
  readonly weight?: number;
  /** As people wrote it, where it came from a turn before and is a word. */
  readonly said?: string;
}

/** What a term's idf is multiplied by when passages are searched and ordered: less for words that only ask. */
export const searchWeight = ({ term, weight = 1 }: Pick<QuestionTerm, 'term' | 'weight'>): number =>
  weight * questionWordWeight(term);

export interface QuestionVector {
  readonly modelKey: string;
  /** Of the question alone, with its token vectors. */
  readonly embedding: Embedding;
  /** The same with the question before it, for one that points back; absent for others. */
  readonly inContext?: ContextualReading | undefined;
  /** What is searched with: the same, with a share of the turns before where the question belongs to them. Norm 1. */
  readonly search: Float32Array;
}

/** A question with the end of the question before it in front. */
export interface ContextualReading {
  readonly text: string;
  /** Where the question itself begins in `text`. */
  readonly asksFrom: number;
  readonly embedding: Embedding;
}

/** A question as the search sees it. */
export interface ReadQuestion {
  /** The question, cut to what is searched. */
  readonly text: string;
  readonly lang: Language;
  /** The dictionary that it was read by; passages are compared with it by the same. */
  readonly words: UserWords;
  /** Its words; those of the turns before follow, with their weights. */
  readonly terms: readonly QuestionTerm[];
  /** By the embedding model of the question's language. */
  readonly vectors: readonly QuestionVector[];
  /** How far it was taken to belong to the turns before, 0-1; 0 without any. */
  readonly contextStrength: number;
  /** Spellings that were searched as well. */
  readonly corrections: readonly Correction[];
}

/** Longest part of a question that is searched; the models' window ends near it. */
const longestQuery = 2000;
/** Characters of the question before that are read with one that points back: the question itself must stay in the window. */
const contextRead = 200;

/** What a question is embedded from. */
export interface EmbeddingRequest {
  readonly text: string;
  readonly turns: readonly Turn[];
  readonly turnVectors: TurnVectors;
  readonly signal: AbortSignal | undefined;
}

/** A question that is being embedded. */
export interface EmbeddedQuestion {
  /** The question, cut to what is searched. */
  readonly text: string;
  readonly lang: Language;
  readonly modelKey: string;
  /** A failure is met where it is awaited; who leaves it may. */
  readonly vectors: Promise<Pick<QuestionVector, 'embedding' | 'inContext'> & { before: readonly Float32Array[] }>;
}

export interface QuestionRequest extends EmbeddingRequest {
  readonly collectionId: string;
  readonly words: UserWords;
  /** The same question, where its embedding has begun before its collection was known. */
  readonly embedded?: EmbeddedQuestion;
  /**
   * Told text and words of a question without turns before it, which its vector adds nothing to, while that is being made: the search by
   * words need not wait.
   */
  readonly onWords?: ((words: Pick<ReadQuestion, 'text' | 'terms'>) => void) | undefined;
}

/** Begins to embed a question with the model of its language. */
export function embedQuestion(embedder: Embedder, request: EmbeddingRequest): EmbeddedQuestion {
  const text = request.text.slice(0, longestQuery);
  const lang = detectLanguage(text);
  const modelKey = embedder.modelFor(lang);
  const vectors = embedWithTurns(embedder, modelKey, { ...request, text });
  // Until it is awaited nobody listens, and what stands between may throw.
  vectors.catch(() => undefined);
  return { text, lang, modelKey, vectors };
}

/**
 * Analyses a question and embeds it with the model of its language. A model of one language gives high similarities to
 * everything it cannot read, so passages of another language are found by their words alone, unless both languages
 * share a multilingual model. What the turns before add is weighed, never put in place of the question's own words.
 */
export async function readQuestion(embedder: Embedder, request: QuestionRequest): Promise<ReadQuestion> {
  const { text, lang, modelKey, vectors } = request.embedded ?? embedQuestion(embedder, request);
  const own = new Set(analyze(text, request.words).map((it) => it.term));
  const hashed = <T extends { readonly term: string }>(terms: readonly T[]): (T & QuestionTerm)[] =>
    terms.map((it) => ({ ...it, hash: termHash(request.collectionId, it.term) }));
  const ownTerms = hashed([...own].map((term) => ({ term })));
  if (request.turns.length === 0) request.onWords?.({ text, terms: ownTerms });
  const { embedding: alone, inContext, before } = await vectors;
  const similarities = before.map((it) => innerProduct(alone.vector, it));
  const strength = request.turns.length === 0 ? 0 : contextStrength(text, similarities);
  const carried = carriedTerms(request.turns, { own, strength, words: request.words });
  return {
    text,
    lang,
    words: request.words,
    terms: [...ownTerms, ...hashed(carried)],
    vectors: [{ modelKey, embedding: alone, inContext, search: mixVectors(alone.vector, before, strength) }],
    contextStrength: strength,
    corrections: [],
  };
}

/** The question and those of the latest turns whose vectors are not known yet, in one request. */
async function embedWithTurns(
  embedder: Embedder,
  modelKey: string,
  { text, turns, turnVectors, signal }: EmbeddingRequest,
): EmbeddedQuestion['vectors'] {
  const { user, assistant } = latestTurns(turns);
  // A turn in the other language means nothing to this model.
  const said = [user, assistant].filter((it) => it !== undefined && embedder.modelFor(detectLanguage(it)) === modelKey);
  const unknown = said.filter((it) => it !== undefined && turnVectors.get(modelKey, it) === undefined);
  const isRead = user !== undefined && said.includes(user) && pointsBack(text);
  const joined = isRead ? `${user.slice(-contextRead)}\n${text}` : undefined;
  const wanted = [text, ...unknown, ...(joined === undefined ? [] : [joined])];
  const { embeddings } = await embedder.embed({
    model: modelKey,
    role: 'query',
    priority: 'live',
    items: wanted.map((it) => ({ text: toSimplified(it ?? '') })),
    tokens: true,
    ...(signal === undefined ? {} : { signal }),
  });
  for (const [at, it] of [text, ...unknown].entries()) {
    const vector = embeddings[at]?.vector;
    if (it !== undefined && vector !== undefined) turnVectors.set(modelKey, it, vector);
  }
  const inContext =
    joined === undefined
      ? undefined
      : { text: joined, asksFrom: joined.length - text.length, embedding: embeddings[wanted.length - 1] };
  return {
    embedding: embeddings[0],
    inContext,
    before: said.flatMap((it) => turnVectors.get(modelKey, it ?? '') ?? []),
  };
}
