import type { Embedding } from '@mingda/contracts';
import type { NewChunk } from '@mingda/database';
import { searchableText, type CutChunk } from '@mingda/domain';
import { detectLanguage, toSimplified, type UserWords } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { chunkTerms, heardText } from './chunk-terms.ts';

export interface EmbedChunksInput {
  readonly collectionId: string;
  readonly title: string;
  readonly chunks: readonly CutChunk[];
  /** Words that segmentation keeps whole. */
  readonly words?: UserWords;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** Chunks taken at once: few enough that progress moves and memory stays flat. */
const batchSize = 16;
/** Texts per request: enough to fill the engine's batches. */
const requestSize = 64;

/**
 * Vectors and lexical weights of a document's chunks; each chunk goes to the model of its language. A sentence is
 * embedded by itself: its own pooled vector finds paraphrases twice as often as the mean of its token vectors within
 * the chunk, see `docs/benchmarks.md`.
 */
export async function embedChunks(embedder: Embedder, input: EmbedChunksInput): Promise<NewChunk[]> {
  const finished: NewChunk[] = [];
  for (let from = 0; from < input.chunks.length; from += batchSize) {
    const batch = input.chunks.slice(from, from + batchSize).map((chunk) => prepare(chunk, input.title, embedder));
    const texts = batch.flatMap((it) =>
      [it.searchable, ...it.sentences].map((text) => ({ text, modelKey: it.modelKey })),
    );
    const embeddings = await embedTexts(embedder, texts, input.signal);
    let at = 0;
    for (const it of batch) {
      const own = embeddings.slice(at, at + 1 + it.sentences.length);
      finished.push(toNewChunk(it, own, input));
      at += own.length;
    }
    input.onProgress(finished.length);
  }
  return finished;
}

interface PreparedChunk {
  readonly draft: CutChunk;
  readonly lang: string;
  readonly modelKey: string;
  /** Title, headings and text as the search sees them. */
  readonly searchable: string;
  readonly sentences: readonly string[];
}

function prepare(draft: CutChunk, title: string, embedder: Embedder): PreparedChunk {
  const { text } = searchableText({ title, headingPath: draft.headingPath, text: heardText(draft.text, draft.muted) });
  const lang = detectLanguage(draft.text);
  return {
    draft,
    lang,
    modelKey: embedder.modelFor(lang),
    searchable: text,
    sentences: draft.sentences.map(({ start, end }) => draft.text.slice(start, end)),
  };
}

/** Embeddings in the order of the texts, in requests that hold one model each. */
async function embedTexts(
  embedder: Embedder,
  texts: readonly { readonly text: string; readonly modelKey: string }[],
  signal: AbortSignal | undefined,
): Promise<Embedding[]> {
  const embeddings: Embedding[] = [];
  for (const model of new Set(texts.map((it) => it.modelKey))) {
    const members = texts.flatMap((it, index) => (it.modelKey === model ? [{ text: it.text, index }] : []));
    for (let from = 0; from < members.length; from += requestSize) {
      signal?.throwIfAborted();
      const part = members.slice(from, from + requestSize);
      const reply = await embedder.embed({
        model,
        role: 'passage',
        priority: 'bulk',
        items: part.map(({ text }) => ({ text: toSimplified(text) })),
        ...(signal === undefined ? {} : { signal }),
      });
      part.forEach(({ index }, at) => (embeddings[index] = reply.embeddings[at]));
    }
  }
  return embeddings;
}

function toNewChunk(
  prepared: PreparedChunk,
  [whole, ...sentences]: readonly Embedding[],
  { collectionId, words }: EmbedChunksInput,
): NewChunk {
  const { draft, lang, modelKey } = prepared;
  const { vector } = whole;
  return {
    ...draft,
    headingPath: [...draft.headingPath],
    lang,
    modelKey,
    vector,
    terms: chunkTerms(collectionId, prepared.searchable, words),
    sentences: draft.sentences.map((range, index) => ({ ...range, vector: sentences[index]?.vector ?? vector })),
  };
}
