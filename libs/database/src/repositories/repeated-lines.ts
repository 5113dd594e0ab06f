import type { EntityManager } from 'typeorm';
import { integerArray } from '../codec/integer-array.ts';
import { runPrepared } from '../connection/prepared-statements.ts';
import * as sql from '../sql/repeat-statements.ts';
import type { CollectionPlace } from './lexical-statistics.ts';

interface DocumentLines extends CollectionPlace {
  readonly documentId: string;
  readonly versionId: string;
  /** Nothing of the document is counted yet. */
  readonly isFirst: boolean;
  /** Hashes of its lines, each once. */
  readonly lines: readonly number[];
}

/**
 * Counts the lines of a document's new version in the place of those of its old one. A copy of a document that is
 * counted already is not: ten copies of one page are no sign that its lines say nothing.
 * @returns whether they were counted
 */
export async function countLines(tx: EntityManager, document: DocumentLines): Promise<boolean> {
  const { tenantId, collectionId, documentId } = document;
  const before = document.isFirst ? noLines : await linesOf(tx, documentId);
  if (document.lines.length === 0 && before.lines.length === 0) return false;
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
  if (more.length > 0) await runPrepared(tx, sql.raiseLinesSql, [tenantId, collectionId, integerArray(more)]);
  return isCounted;
}

/**
 * Before a document is deleted; the collection's lock must be held.
 * @returns whether it kept a line that others leave out
 */
export async function dropLines(
  tx: EntityManager,
  place: Pick<DocumentLines, 'collectionId' | 'documentId'>,
): Promise<boolean> {
  const before = await linesOf(tx, place.documentId);
  return before.counted && (await lower(tx, place, before.lines));
}

interface CountedLines {
  readonly lines: readonly number[];
  readonly counted: boolean;
}

const noLines: CountedLines = { lines: [], counted: false };

async function linesOf(tx: EntityManager, documentId: string): Promise<CountedLines> {
  const [row] = await tx.query<CountedLines[]>(sql.documentLinesSql, [documentId]);
  return row ?? noLines;
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
