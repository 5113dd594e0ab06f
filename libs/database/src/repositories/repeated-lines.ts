import type { EntityManager } from 'typeorm';
import * as sql from '../sql/repeat-statements.ts';
import type { CollectionPlace } from './lexical-statistics.ts';

interface DocumentLines extends CollectionPlace {
  readonly documentId: string;
  readonly versionId: string;
  /** Hashes of its lines, each once. */
  readonly lines: readonly number[];
  /** Those that its chunks leave out. */
  readonly muted: readonly number[];
}

/**
 * Counts the lines of a document's new version in the place of those of its old one. A copy of a document that is
 * counted already is not: ten copies of one page are no sign that its lines say nothing.
 */
export async function keepLines(tx: EntityManager, document: DocumentLines): Promise<void> {
  const { tenantId, collectionId, documentId } = document;
  const [before] = await tx.query<{ lines: number[]; counted: boolean }[]>(sql.documentLinesSql, [documentId]);
  if (document.lines.length === 0 && before.lines.length === 0) return;
  const copies = await tx.query<unknown[]>(sql.countedCopySql, [collectionId, documentId, document.versionId]);
  const isCounted = copies.length === 0;
  const old = new Set(before.counted ? before.lines : []);
  const now = new Set(isCounted ? document.lines : []);
  await lower(
    tx,
    { collectionId, documentId },
    [...old].filter((it) => !now.has(it)),
  );
  const more = [...now].filter((it) => !old.has(it));
  if (more.length > 0) await tx.query(sql.raiseLinesSql, [tenantId, collectionId, more]);
  const muted = document.muted.toSorted((a, b) => a - b);
  await tx.query(sql.keepLinesSql, [documentId, [...document.lines], isCounted, muted]);
}

/**
 * Before a document is deleted; the collection's lock must be held.
 * @returns whether it kept a line that others leave out
 */
export async function dropLines(
  tx: EntityManager,
  place: Pick<DocumentLines, 'collectionId' | 'documentId'>,
): Promise<boolean> {
  const [before] = await tx.query<{ lines: number[]; counted: boolean }[]>(sql.documentLinesSql, [place.documentId]);
  return before.counted && (await lower(tx, place, before.lines));
}

async function lower(
  tx: EntityManager,
  { collectionId, documentId }: Pick<DocumentLines, 'collectionId' | 'documentId'>,
  hashes: readonly number[],
): Promise<boolean> {
  if (hashes.length === 0) return false;
  const [left] = await tx.query<[unknown[], number]>(sql.leaveLinesSql, [collectionId, hashes, documentId]);
  await tx.query(sql.lowerLinesSql, [collectionId, hashes]);
  await tx.query(sql.dropLinesSql, [collectionId, hashes]);
  return left.length > 0;
}
