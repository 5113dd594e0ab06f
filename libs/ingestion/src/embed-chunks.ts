import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Embedding } from '@mingda/contracts';
import type { NewChunk, WeightedTerm } from '@mingda/database';
import { searchableText, textTokens, type CutChunk } from '@mingda/domain';
import { detectLanguage, toSimplified, type UserWords } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { chunkTerms, heardText } from './chunk-terms.ts';

export interface EmbedChunksInput {
  readonly collectionId: string;
  readonly title: string;
  readonly chunks: readonly CutChunk[];
  /** Whether the profile stores token vectors. */
  readonly tokenVectors: boolean;
  /** Words that segmentation keeps whole. */
  readonly words?: UserWords;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Chunks taken at once: few enough that progress moves and memory stays flat. The next ones wait for the models while the
 * present ones run, so that a document never has the models wait for it.
 */
const batchSize = 32;
/** Texts taken at once, however few the chunks: two batches of each of sixteen documents stay below what may wait for a model. */
const batchTexts = 256;
/** Texts per request. All requests of a batch wait at once: the more texts wait, the better the engine packs like lengths. */
const requestSize = 128;
/** Token vectors of a text may take megabytes, and a reply of the inference service has a limit. */
const tokenRequestSize = 8;
/** Analysing words and quantising token vectors give the event loop back after this long. */
const sliceMs = 8;

/**
 * Vectors and lexical weights of a document's chunks; each chunk goes to the model of its language. A sentence is
 * embedded by itself: its own pooled vector finds paraphrases twice as often as the mean of its token vectors within
 * the chunk, see `docs/benchmarks.md`.
 */
export async function embedChunks(embedder: Embedder, input: EmbedChunksInput): Promise<NewChunk[]> {
  const finished: NewChunk[] = [];
  const batches = batchesOf(input.chunks);
  let ahead = startBatch(embedder, batches[0] ?? [], input);
  for (const index of batches.keys()) {
    const current = ahead;
    ahead = startBatch(embedder, batches[index + 1] ?? [], input);
    finished.push(...(await current));
    input.onProgress(finished.length);
  }
  return finished;
}

function batchesOf(chunks: readonly CutChunk[]): CutChunk[][] {
  const batches: CutChunk[][] = [];
  let texts = 0;
  for (const chunk of chunks) {
    const own = 1 + chunk.sentences.length;
    const last = batches.at(-1);
    if (last === undefined || last.length === batchSize || texts + own > batchTexts) {
      batches.push([chunk]);
      texts = own;
    } else {
      last.push(chunk);
      texts += own;
    }
  }
  return batches;
}

/** A failure is met when the batch's turn comes; where an earlier one has failed, it never does. */
function startBatch(embedder: Embedder, chunks: readonly CutChunk[], input: EmbedChunksInput): Promise<NewChunk[]> {
  const batch = embedBatch(embedder, chunks, input);
  batch.catch(() => undefined);
  return batch;
}

async function embedBatch(
  embedder: Embedder,
  chunks: readonly CutChunk[],
  input: EmbedChunksInput,
): Promise<NewChunk[]> {
  const batch = chunks.map((chunk) => prepare(chunk, input, embedder));
  // The words are analysed while the models run.
  const [embeddings, terms] = await Promise.all([
    embedTexts(embedder, batch.flatMap(textsOf), input.signal),
    termsOf(batch, input),
  ]);
  let at = 0;
  return mapInSlices(batch, input.signal, (it, index) => {
    const own = embeddings.slice(at, at + textsOf(it).length);
    at += own.length;
    return toNewChunk(it, { own, terms: terms[index], dims: embedder.dims(it.modelKey) });
  });
}

function termsOf(
  batch: readonly PreparedChunk[],
  { collectionId, words, signal }: EmbedChunksInput,
): Promise<WeightedTerm[][]> {
  return mapInSlices(batch, signal, ({ searchable }) => chunkTerms(collectionId, searchable, words));
}

/** One after the other; the event loop has its turn between slices of time. */
async function mapInSlices<T, R>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  map: (item: T, index: number) => R,
): Promise<R[]> {
  const mapped: R[] = [];
  let sliceStart = performance.now();
  for (const [index, item] of items.entries()) {
    if (performance.now() - sliceStart > sliceMs) {
      await nextTurn();
      signal?.throwIfAborted();
      sliceStart = performance.now();
    }
    mapped.push(map(item, index));
  }
  return mapped;
}

interface PreparedChunk {
  readonly draft: CutChunk;
  readonly lang: string;
  readonly modelKey: string;
  /** Title, headings and text as the search sees them. */
  readonly searchable: string;
  readonly sentences: readonly string[];
  /** Where token vectors are stored: the same with the muted ranges, as answers read the passage, and where its text begins. */
  readonly read: { readonly text: string; readonly offset: number } | undefined;
}

interface PlannedText {
  readonly text: string;
  readonly modelKey: string;
  readonly tokens: boolean;
}

/** The searchable text, the sentences, and what is read where that is another text. */
function textsOf({ searchable, sentences, read, modelKey }: PreparedChunk): PlannedText[] {
  const isOther = read !== undefined && read.text !== searchable;
  const whole = { text: searchable, modelKey, tokens: read !== undefined && !isOther };
  const parts = sentences.map((text) => ({ text, modelKey, tokens: false }));
  return [whole, ...parts, ...(isOther ? [{ text: read.text, modelKey, tokens: true }] : [])];
}

function prepare(
  draft: CutChunk,
  { title, tokenVectors }: Pick<EmbedChunksInput, 'title' | 'tokenVectors'>,
  embedder: Embedder,
): PreparedChunk {
  const { headingPath } = draft;
  const { text } = searchableText({ title, headingPath, text: heardText(draft.text, draft.muted) });
  const lang = detectLanguage(draft.text);
  const modelKey = embedder.modelFor(lang);
  return {
    draft,
    lang,
    modelKey,
    searchable: text,
    sentences: draft.sentences.map(({ start, end }) => draft.text.slice(start, end)),
    // A chunk that is off answers nothing.
    read:
      tokenVectors && draft.off === null && embedder.givesTokens(modelKey)
        ? searchableText({ title, headingPath, text: draft.text })
        : undefined,
  };
}

/** Embeddings in the order of the texts, in requests that hold one model each; token vectors are asked for by request too. */
async function embedTexts(
  embedder: Embedder,
  texts: readonly PlannedText[],
  signal: AbortSignal | undefined,
): Promise<Embedding[]> {
  const embeddings: Embedding[] = [];
  const planned = texts.map((it, index) => ({ ...it, index }));
  const groups = Map.groupBy(planned, ({ modelKey, tokens }) => `${modelKey} ${String(tokens)}`);
  const requests = [...groups.values()].flatMap((members) =>
    parts(members, members[0].tokens ? tokenRequestSize : requestSize),
  );
  signal?.throwIfAborted();
  await Promise.all(
    requests.map(async (part) => {
      const [{ modelKey: model, tokens }] = part;
      const reply = await embedder.embed({
        model,
        role: 'passage',
        priority: 'bulk',
        items: part.map(({ text }) => ({ text: toSimplified(text) })),
        tokens,
        ...(signal === undefined ? {} : { signal }),
      });
      part.forEach(({ index }, at) => (embeddings[index] = reply.embeddings[at]));
    }),
  );
  return embeddings;
}

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function toNewChunk(
  { draft, lang, modelKey, read }: PreparedChunk,
  made: { readonly own: readonly Embedding[]; readonly terms: readonly WeightedTerm[]; readonly dims: number },
): NewChunk {
  const [whole, ...others] = made.own;
  const { vector } = whole;
  const sentences = others.slice(0, draft.sentences.length);
  const { tokens } = others[draft.sentences.length] ?? whole;
  return {
    ...draft,
    headingPath: [...draft.headingPath],
    lang,
    modelKey,
    vector,
    terms: made.terms,
    sentences: draft.sentences.map((range, index) => ({ ...range, vector: sentences[index]?.vector ?? vector })),
    tokenVectors: tokens === undefined || read === undefined ? undefined : textTokens(tokens, made.dims, read.offset),
  };
}
