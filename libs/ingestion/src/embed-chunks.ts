import type { Embedding, Span } from '@mingda/contracts';
import type { NewChunk } from '@mingda/database';
import { lexicalWeights, searchableText, type DraftChunk } from '@mingda/domain';
import { analyze, detectLanguage, termHash, toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';

export interface EmbedChunksInput {
  readonly collectionId: string;
  readonly title: string;
  readonly chunks: readonly DraftChunk[];
  readonly onProgress: (done: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** Chunks per request: enough to fill the engine's batches, few enough that progress moves and memory stays flat. */
const batchSize = 32;

/** Vectors and lexical weights of a document's chunks; each chunk goes to the model of its language. */
export async function embedChunks(embedder: Embedder, input: EmbedChunksInput): Promise<NewChunk[]> {
  const finished: NewChunk[] = [];
  for (let from = 0; from < input.chunks.length; from += batchSize) {
    input.signal?.throwIfAborted();
    const batch = input.chunks.slice(from, from + batchSize).map((chunk) => prepare(chunk, input, embedder));
    const embeddings = await embedBatch(embedder, batch, input.signal);
    batch.forEach((it, index) => finished.push(toNewChunk(it, embeddings[index] as Embedding, input.collectionId)));
    await input.onProgress(finished.length);
  }
  return finished;
}

interface PreparedChunk {
  readonly draft: DraftChunk;
  readonly lang: string;
  readonly modelKey: string;
  /** Title, headings and text as the search sees them. */
  readonly searchable: string;
  readonly spans: readonly Span[];
}

function prepare(draft: DraftChunk, input: EmbedChunksInput, embedder: Embedder): PreparedChunk {
  const { text, offset } = searchableText({ title: input.title, headingPath: draft.headingPath, text: draft.text });
  const lang = detectLanguage(draft.text);
  return {
    draft,
    lang,
    modelKey: embedder.modelFor(lang),
    searchable: text,
    spans: draft.sentences.map(({ start, end }): Span => [start + offset, end + offset]),
  };
}

async function embedBatch(
  embedder: Embedder,
  batch: readonly PreparedChunk[],
  signal: AbortSignal | undefined,
): Promise<Embedding[]> {
  const embeddings: Embedding[] = [];
  for (const model of new Set(batch.map((it) => it.modelKey))) {
    const members = batch.flatMap((it, index) => (it.modelKey === model ? [{ it, index }] : []));
    const reply = await embedder.embed({
      model,
      role: 'passage',
      priority: 'bulk',
      // One for one, so that the spans stay true: both models' vocabularies hold the simplified forms.
      items: members.map(({ it }) => ({ text: toSimplified(it.searchable), spans: it.spans })),
      ...(signal === undefined ? {} : { signal }),
    });
    members.forEach(({ index }, at) => (embeddings[index] = reply.embeddings[at] as Embedding));
  }
  return embeddings;
}

function toNewChunk(prepared: PreparedChunk, embedding: Embedding, collectionId: string): NewChunk {
  const { draft, lang, modelKey } = prepared;
  const weights = lexicalWeights(analyze(prepared.searchable).map((it) => it.term));
  return {
    ...draft,
    headingPath: [...draft.headingPath],
    lang,
    modelKey,
    vector: embedding.vector,
    terms: mergeByHash(collectionId, weights),
    sentences: draft.sentences.map((range, index) => ({
      ...range,
      vector: embedding.spanVectors[index] ?? embedding.vector,
    })),
  };
}

/** Two terms of a chunk that meet in one dimension are one term there. */
function mergeByHash(collectionId: string, weights: ReadonlyMap<string, number>): { hash: number; weight: number }[] {
  const merged = new Map<number, number>();
  for (const [term, weight] of weights) {
    const hash = termHash(collectionId, term);
    merged.set(hash, Math.max(weight, merged.get(hash) ?? 0));
  }
  return [...merged].map(([hash, weight]) => ({ hash, weight }));
}
