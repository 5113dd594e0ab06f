import type { EntityManager } from 'typeorm';
import { integerArray } from '../codec/integer-array.ts';
import { runPrepared } from '../connection/prepared-statements.ts';
import { chunkModelsSql, chunkTermsSql, deleteTheseChunksSql } from '../sql/chunk-edit-statements.ts';
import {
  changeCollectionCountSql,
  changeModelCountSql,
  deleteChunksSql,
  documentModelsSql,
  documentTermsSql,
  dropTermsSql,
  lowerTermsSql,
  raiseTermsSql,
} from '../sql/publish-statements.ts';

/** How many chunks carry each key; negative numbers take away. */
export type Counts = Map<number, number>;

export interface CollectionPlace {
  readonly tenantId: string;
  readonly collectionId: string;
}

/** What a document has added to its collection's statistics. */
export interface DocumentCounts {
  readonly terms: Counts;
  readonly models: Counts;
}

export function addTo(counts: Counts, key: number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** Deletes the chunks of a document. @returns what they had added, to be taken away */
export async function removeChunks(tx: EntityManager, documentId: string): Promise<DocumentCounts> {
  const terms = await taken(tx, documentTermsSql, { key: 'term', of: documentId });
  const models = await taken(tx, documentModelsSql, { key: 'id', of: documentId });
  await tx.query(deleteChunksSql, [documentId]);
  return { terms, models };
}

/** Deletes some chunks. @returns what they had added, and how many there were */
export async function removeTheseChunks(
  tx: EntityManager,
  ids: readonly string[],
): Promise<{ counts: DocumentCounts; removed: number }> {
  const terms = await taken(tx, chunkTermsSql, { key: 'term', of: ids });
  const models = await taken(tx, chunkModelsSql, { key: 'id', of: ids });
  const [rows] = await tx.query<[unknown[], number]>(deleteTheseChunksSql, [ids]);
  return { counts: { terms, models }, removed: rows.length };
}

async function taken(tx: EntityManager, sql: string, what: { key: string; of: unknown }): Promise<Counts> {
  const rows = await tx.query<Record<string, number>[]>(sql, [what.of]);
  return new Map(rows.map((row) => [row[what.key] ?? 0, -(row['count'] ?? 0)]));
}

/** Applies changes to a collection's statistics; its advisory lock must be held. */
export async function applyCounts(
  tx: EntityManager,
  place: CollectionPlace,
  changes: DocumentCounts & { documents: number },
): Promise<void> {
  const { tenantId, collectionId } = place;
  const ordered = [...changes.terms].toSorted(([a], [b]) => a - b);
  const more = ordered.filter(([, by]) => by > 0);
  const less = ordered.filter(([, by]) => by < 0);
  if (more.length > 0)
    await runPrepared(tx, raiseTermsSql, [
      tenantId,
      collectionId,
      integerArray(more.map(([term]) => term)),
      integerArray(more.map(([, by]) => by)),
    ]);
  if (less.length > 0) {
    const terms = less.map(([term]) => term);
    await tx.query(lowerTermsSql, [collectionId, terms, less.map(([, by]) => -by)]);
    await tx.query(dropTermsSql, [collectionId, terms]);
  }
  let chunks = 0;
  for (const [model, by] of [...changes.models].toSorted(([a], [b]) => a - b)) {
    chunks += by;
    if (by !== 0) await runPrepared(tx, changeModelCountSql, [tenantId, collectionId, model, by]);
  }
  if (chunks !== 0 || changes.documents !== 0)
    await runPrepared(tx, changeCollectionCountSql, [collectionId, chunks, changes.documents]);
}
