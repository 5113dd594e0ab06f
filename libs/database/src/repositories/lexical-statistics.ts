import type { EntityManager } from 'typeorm';
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
  const read = async (sql: string, key: string): Promise<Counts> => {
    const rows = await tx.query<Record<string, number>[]>(sql, [documentId]);
    return new Map(rows.map((row) => [row[key] ?? 0, -(row['count'] ?? 0)]));
  };
  const terms = await read(documentTermsSql, 'term');
  const models = await read(documentModelsSql, 'id');
  await tx.query(deleteChunksSql, [documentId]);
  return { terms, models };
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
    await tx.query(raiseTermsSql, [tenantId, collectionId, more.map(([term]) => term), more.map(([, by]) => by)]);
  if (less.length > 0) {
    const terms = less.map(([term]) => term);
    await tx.query(lowerTermsSql, [collectionId, terms, less.map(([, by]) => -by)]);
    await tx.query(dropTermsSql, [collectionId, terms]);
  }
  let chunks = 0;
  for (const [model, by] of [...changes.models].toSorted(([a], [b]) => a - b)) {
    chunks += by;
    if (by !== 0) await tx.query(changeModelCountSql, [tenantId, collectionId, model, by]);
  }
  if (chunks !== 0 || changes.documents !== 0)
    await tx.query(changeCollectionCountSql, [collectionId, chunks, changes.documents]);
}
