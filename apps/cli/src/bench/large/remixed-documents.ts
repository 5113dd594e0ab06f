import type { NewChunk, StoredPassage, StoredTokens } from '@mingda/database';
import { searchableText } from '@mingda/domain';
import { chunkTerms } from '@mingda/ingestion';
import type { FilledDocument } from './fill-collection.ts';
import { gaussian, normalized } from './random-vectors.ts';

/** A passage with its token vectors, where they were stored. */
export interface RealPassage extends StoredPassage {
  readonly tokenVectors: StoredTokens | undefined;
}

interface Sentence {
  readonly text: string;
  readonly vector: Float32Array;
  readonly tokens: StoredTokens | undefined;
}

const sentencesPerChunk = 5;
const chunksPerDocument = 50;

/**
 * Chunks made of the sentences of real passages, put together at random within one language: terms, vectors and token
 * vectors as real ones have, at the cost of no model. A chunk's vector is the mean of its sentences' with some noise.
 * @param passages real ones, of every language that is wanted
 * @param given.from chunks that the collection has already, and `to` those that it is to have
 */
export function* remixedDocuments(
  passages: readonly RealPassage[],
  {
    from,
    to,
    collectionId,
    random,
  }: { readonly from: number; readonly to: number; readonly collectionId: string; readonly random: () => number },
): Generator<FilledDocument> {
  const pools = Map.groupBy(passages, (it) => it.modelKey);
  const keys = [...pools.keys()];
  const sentences = new Map([...pools].map(([key, members]) => [key, members.flatMap(sentencesOf)]));
  for (let made = from; made < to; made += chunksPerDocument) {
    const modelKey = keys[Math.floor(random() * keys.length)] ?? '';
    const pool = sentences.get(modelKey) ?? [];
    const lang = pools.get(modelKey)?.[0]?.lang ?? 'zh';
    const size = Math.min(chunksPerDocument, to - made);
    yield {
      sourceKey: `remixed ${String(made)}`,
      tags: [],
      chunks: Array.from({ length: size }, (_, ordinal) =>
        remixed({ pool, modelKey, lang }, { ordinal, collectionId, random }),
      ),
    };
  }
}

function sentencesOf({ text, sentences, tokenVectors }: RealPassage): Sentence[] {
  return sentences.map(({ start, end, vector }) => ({
    text: text.slice(start, end),
    vector,
    tokens: tokenVectors === undefined ? undefined : tokensWithin(tokenVectors, start, end),
  }));
}

function tokensWithin({ dims, rows, scales, offsets }: StoredTokens, start: number, end: number): StoredTokens {
  const kept = [...scales.keys()].filter((row) => offsets[2 * row] >= start && offsets[2 * row + 1] <= end);
  const [first = 0] = kept;
  const last = first + kept.length;
  return {
    dims,
    rows: rows.slice(first * dims, last * dims),
    scales: scales.slice(first, last),
    offsets: offsets.slice(2 * first, 2 * last).map((it) => it - start),
  };
}

/** Those of sentences that follow each other, moved to where each begins. */
function joinTokens(parts: readonly { readonly start: number; readonly tokens: StoredTokens }[]): StoredTokens {
  const rows = new Int8Array(parts.reduce((sum, it) => sum + it.tokens.rows.length, 0));
  let at = 0;
  for (const { tokens } of parts) {
    rows.set(tokens.rows, at);
    at += tokens.rows.length;
  }
  return {
    dims: parts[0]?.tokens.dims ?? 1,
    rows,
    scales: Float32Array.from(parts.flatMap((it) => [...it.tokens.scales])),
    offsets: Int32Array.from(parts.flatMap(({ start, tokens }) => [...tokens.offsets].map((it) => it + start))),
  };
}

function remixed(
  { pool, modelKey, lang }: { readonly pool: readonly Sentence[]; readonly modelKey: string; readonly lang: string },
  {
    ordinal,
    collectionId,
    random,
  }: { readonly ordinal: number; readonly collectionId: string; readonly random: () => number },
): NewChunk {
  const chosen = Array.from({ length: sentencesPerChunk }, () => pool[Math.floor(random() * pool.length)]).filter(
    (it) => it !== undefined,
  );
  const between = lang === 'zh' ? '' : ' ';
  let text = '';
  const spans = chosen.map((sentence) => {
    const start = text.length;
    text += sentence.text + between;
    return { start, end: start + sentence.text.length, vector: sentence.vector, tokens: sentence.tokens };
  });
  const dims = chosen[0]?.vector.length ?? 1;
  const mean = new Float32Array(dims);
  for (const { vector } of chosen) for (let i = 0; i < dims; i += 1) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0);
  const tokenised = spans.flatMap(({ start, tokens }) => (tokens === undefined ? [] : [{ start, tokens }]));
  const step = 0.4 / Math.sqrt(dims);
  return {
    ordinal,
    kind: 'paragraph',
    headingPath: [],
    text,
    charStart: 0,
    charEnd: text.length,
    pageFrom: null,
    pageTo: null,
    lang,
    tokens: Math.ceil(text.length / (lang === 'zh' ? 1.5 : 4)),
    boxes: [],
    modelKey,
    vector: normalized(normalized(mean).map((it) => it + step * gaussian(random))),
    terms: chunkTerms(collectionId, searchableText({ title: '', headingPath: [], text }).text),
    sentences: spans.map(({ start, end, vector }) => ({ start, end, vector })),
    tokenVectors: tokenised.length === spans.length ? joinTokens(tokenised) : undefined,
  };
}
