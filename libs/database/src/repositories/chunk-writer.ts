import type { EntityManager } from 'typeorm';
import { integerArray } from '../codec/integer-array.ts';
import { packSentences } from '../codec/sentence-codec.ts';
import { packTokens } from '../codec/token-codec.ts';
import { encodeSparse, encodeVector, sparseWeights, type SparseWeights } from '../codec/vector-codec.ts';
import type { NewChunk } from '../published-version.ts';
import { chunkColumns, insertRowsSql, lexicalColumns, tokenColumns, vectorColumns } from '../sql/publish-statements.ts';
import { addTo, type CollectionPlace, type DocumentCounts } from './lexical-statistics.ts';

/** Rows per statement: well below the protocol's 65,535 parameters, and past the point where more would be faster. */
const BATCH = 200;

export interface ChunkPlace extends CollectionPlace {
  readonly documentId: string;
  readonly versionId: string;
  /** Numbers of the models by key. */
  readonly models: ReadonlyMap<string, number>;
}

/** Inserts chunks with their vectors and terms. @returns what they add to the collection's statistics */
export async function insertChunks(
  tx: EntityManager,
  place: ChunkPlace,
  chunks: readonly NewChunk[],
): Promise<DocumentCounts> {
  const counts: DocumentCounts = { terms: new Map(), models: new Map() };
  for (let from = 0; from < chunks.length; from += BATCH) {
    const batch = chunks.slice(from, from + BATCH).map((chunk) => ({
      chunk,
      model: place.models.get(chunk.modelKey) ?? 0,
      lexical: sparseWeights(chunk.terms),
    }));
    await insertBatch(tx, place, batch);
    for (const { model, lexical } of batch.filter(searched)) {
      addTo(counts.models, model, 1);
      for (const hash of lexical.hashes) addTo(counts.terms, hash, 1);
    }
  }
  return counts;
}

interface BatchRow {
  readonly chunk: NewChunk;
  readonly model: number;
  readonly lexical: SparseWeights;
}

async function insertBatch(tx: EntityManager, place: ChunkPlace, batch: readonly BatchRow[]): Promise<void> {
  const sql = `${insertRowsSql('chunk', chunkColumns, batch.length)} returning id, ordinal`;
  const inserted = await tx.query<{ id: string; ordinal: number }[]>(
    sql,
    batch.flatMap(({ chunk, model }) => chunkRow(place, chunk, model)),
  );
  const ids = new Map(inserted.map((row) => [row.ordinal, row.id]));
  const { tenantId, collectionId } = place;
  const indexed = batch.filter(searched);
  if (indexed.length === 0) return;
  const vectors = indexed.flatMap(({ chunk, model }) => [
    ids.get(chunk.ordinal),
    tenantId,
    collectionId,
    model,
    encodeVector(chunk.vector),
  ]);
  await tx.query(insertRowsSql('chunk_vector', vectorColumns, indexed.length), vectors);
  const lexical = indexed.flatMap((row) => [
    ids.get(row.chunk.ordinal),
    tenantId,
    collectionId,
    integerArray(row.lexical.hashes),
    encodeSparse(row.lexical),
  ]);
  await tx.query(insertRowsSql('chunk_lexical', lexicalColumns, indexed.length), lexical);
  const tokens = indexed.flatMap(({ chunk: { ordinal, tokenVectors } }) => {
    if (tokenVectors === undefined) return [];
    const { offsets, scales, vectors } = packTokens(tokenVectors);
    return [[ids.get(ordinal), tenantId, collectionId, offsets, scales, vectors]];
  });
  if (tokens.length > 0) await tx.query(insertRowsSql('chunk_tokens', tokenColumns, tokens.length), tokens.flat());
}

/** A chunk that is off stands in no index. */
const searched = ({ chunk }: BatchRow): boolean => (chunk.off ?? null) === null;

/** Values in the order of `chunkColumns`. */
function chunkRow(place: ChunkPlace, chunk: NewChunk, model: number): unknown[] {
  const sentences = packSentences(chunk.sentences, chunk.vector.length);
  return [
    place.tenantId,
    place.collectionId,
    place.documentId,
    place.versionId,
    chunk.ordinal,
    chunk.kind,
    chunk.headingPath,
    chunk.text,
    chunk.charStart,
    chunk.charEnd,
    chunk.pageFrom,
    chunk.pageTo,
    JSON.stringify(chunk.boxes),
    chunk.lang,
    chunk.tokens,
    model,
    integerArray(sentences.spans),
    sentences.vectors,
    chunk.editId ?? null,
    chunk.verbatim ?? true,
    chunk.off ?? null,
    integerArray((chunk.muted ?? []).flatMap(({ start, end }) => [start, end])),
    integerArray((chunk.muted ?? []).map(({ line }) => line)),
  ];
}
