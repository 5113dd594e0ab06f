import type {
  AccessScope,
  ChunkView,
  DocumentVersion,
  DocumentView,
  VersionState,
  VersionText,
} from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { In, type EntityManager } from 'typeorm';
import { runPrepared } from '../connection/prepared-statements.ts';
import type { Database } from '../database.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { DocumentVersionEntity } from '../entities/document-version.entity.ts';
import { DocumentEntity } from '../entities/document.entity.ts';
import { reaches, scoped, scopeParameters } from '../scope.ts';
import {
  countDocumentsSql,
  getDocumentSql,
  listDocumentsSql,
  lockBlobSql,
  orphanedBlobsSql,
  upsertDocumentSql,
  versionChunksSql,
} from '../sql/document-statements.ts';
import { changeCollectionCountSql, lockCollectionSql } from '../sql/publish-statements.ts';
import { chunkView, documentView, type ChunkRow, type DocumentRow } from './document-rows.ts';
import { applyCounts, removeChunks } from './lexical-statistics.ts';
import { dropLines } from './repeated-lines.ts';
import { versionView } from './views.ts';

export interface AcceptedVersion {
  readonly documentId: string;
  readonly versionId: string;
  /** False when the document's latest version has the same bytes and has neither failed nor been cancelled. */
  readonly changed: boolean;
  readonly state: VersionState;
}

export interface NewVersion {
  readonly collectionId: string;
  readonly sourceKey: string;
  readonly title: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly contentHash: string;
  readonly blobKey: string;
  /** The source that it comes from, and the key there of what it came in. */
  readonly source?: { readonly id: string; readonly item: string } | undefined;
}

export interface DeletedDocument {
  readonly collectionId: string;
  readonly keptLines: boolean;
  readonly blobKeys: string[];
}

export interface DocumentFilter {
  readonly offset: number;
  readonly limit: number;
  /** State of the latest version. */
  readonly state?: VersionState | undefined;
  /** Part of the title or the source key, case ignored. */
  readonly search?: string | undefined;
}

interface UpsertedDocument {
  readonly id: string;
  readonly inserted: boolean;
  readonly source_id: string | null;
}

export class DocumentRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores an upload as the next version of its document, unless its bytes are those of the latest one. The blob of a
   * new version cannot be claimed by a removal before the transaction ends; whether it is there is the caller's to check.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `SOURCE_KEY_TAKEN` when the document belongs to another source
   */
  async acceptVersion(scope: AccessScope, input: NewVersion, tx: EntityManager): Promise<AcceptedVersion> {
    const { collectionId, sourceKey, title } = input;
    const { tenantId } = scope;
    const known = reaches(scope, collectionId) && (await tx.existsBy(CollectionEntity, { tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const [document] = await runPrepared<UpsertedDocument>(tx, upsertDocumentSql, [
      tenantId,
      collectionId,
      sourceKey,
      title,
      input.source?.id ?? null,
      input.source?.item ?? null,
    ]);
    if (document === undefined) throw new MingdaError('INTERNAL', { detail: 'the document was not stored' });
    if (document.source_id !== (input.source?.id ?? null)) {
      throw new MingdaError('SOURCE_KEY_TAKEN', { subject: sourceKey });
    }
    if (document.inserted) await runPrepared(tx, changeCollectionCountSql, [collectionId, 0, 1]);
    const documentId = document.id;
    const latest = document.inserted
      ? null
      : await tx.findOne(DocumentVersionEntity, { where: { documentId }, order: { number: 'DESC' } });
    const ended = latest?.state === 'failed' || latest?.state === 'cancelled';
    if (latest !== null && latest.contentHash === input.contentHash && !ended) {
      return { documentId, versionId: latest.id, changed: false, state: latest.state };
    }
    const { fileName, mediaType, contentHash, blobKey } = input;
    await runPrepared(tx, lockBlobSql, [blobKey]);
    const row = tx.create(DocumentVersionEntity, {
      tenantId,
      collectionId,
      documentId,
      number: (latest?.number ?? 0) + 1,
      title,
      fileName,
      mediaType,
      bytes: String(input.bytes),
      contentHash,
      blobKey,
      state: 'queued',
      progress: 0,
      failure: null,
      retry: null,
      warnings: [],
      pages: [],
      lang: '',
      text: null,
      chunkCount: 0,
      readyAt: null,
    });
    await tx.insert(DocumentVersionEntity, row);
    return { documentId, versionId: row.id, changed: true, state: 'queued' };
  }

  /** Newest first. */
  async list(
    scope: AccessScope,
    collectionId: string,
    filter: DocumentFilter,
  ): Promise<{ items: DocumentView[]; total: number }> {
    const pattern = filter.search === undefined ? null : `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const parameters = [...scopeParameters(scope), collectionId, filter.state ?? null, pattern];
    const { dataSource } = this.#database;
    const [count] = await dataSource.query<{ total: number }[]>(countDocumentsSql, parameters);
    const rows = await dataSource.query<DocumentRow[]>(listDocumentsSql, [...parameters, filter.limit, filter.offset]);
    return { items: rows.map(documentView), total: count?.total ?? 0 };
  }

  async get(scope: AccessScope, id: string): Promise<DocumentView | null> {
    const [row] = await this.#database.dataSource.query<DocumentRow[]>(getDocumentSql, [...scopeParameters(scope), id]);
    return row === undefined ? null : documentView(row);
  }

  /**
   * Deletes a document with its versions and chunks. @returns the blobs that nothing refers to any more, and whether it
   * kept repeated lines that other documents leave out; null when absent
   */
  async delete(scope: AccessScope, id: string, tx?: EntityManager): Promise<DeletedDocument | null> {
    if (tx === undefined) return this.#database.transaction((own) => this.delete(scope, id, own));
    const where = { ...scoped(scope), id };
    const found = await tx.findOneBy(DocumentEntity, where);
    if (found === null) return null;
    const { tenantId, collectionId } = found;
    await tx.query(lockCollectionSql, [collectionId]);
    if ((await tx.findOne(DocumentEntity, { where, lock: { mode: 'pessimistic_write' } })) === null) return null;
    const versions = await tx.find(DocumentVersionEntity, {
      where: { documentId: id },
      select: { id: true, blobKey: true },
    });
    const keptLines = await dropLines(tx, { collectionId, documentId: id });
    const changes = await removeChunks(tx, id);
    await tx.delete(DocumentEntity, where);
    await applyCounts(tx, { tenantId, collectionId }, { ...changes, documents: -1 });
    const orphans = await tx.query<{ blob_key: string }[]>(orphanedBlobsSql, [
      versions.map((version) => version.blobKey),
    ]);
    return { collectionId, keptLines, blobKeys: orphans.map((row) => row.blob_key) };
  }

  /** Keeps uploads from referring to a blob until the transaction ends. @returns false when a version refers to it */
  async claimUnusedBlob(key: string, tx: EntityManager): Promise<boolean> {
    await tx.query(lockBlobSql, [key]);
    return (await tx.query<unknown[]>(orphanedBlobsSql, [[key]])).length > 0;
  }

  /** Newest first. */
  async versions(scope: AccessScope, documentId: string): Promise<DocumentVersion[]> {
    const where = { ...scoped(scope), documentId };
    const rows = await this.#database.dataSource.manager.find(DocumentVersionEntity, {
      where,
      order: { number: 'DESC' },
    });
    return rows.map(versionView);
  }

  async version(scope: AccessScope, versionId: string): Promise<DocumentVersion | null> {
    const row = await this.#database.dataSource.manager.findOneBy(DocumentVersionEntity, {
      ...scoped(scope),
      id: versionId,
    });
    return row === null ? null : versionView(row);
  }

  /** Key of the version's original in the blob store. */
  async blobKey(scope: AccessScope, versionId: string): Promise<string | null> {
    const row = await this.#database.dataSource.manager.findOneBy(DocumentVersionEntity, {
      ...scoped(scope),
      id: versionId,
    });
    return row?.blobKey ?? null;
  }

  /** The extracted text with its chunks; empty until the version is ready. */
  async text(scope: AccessScope, versionId: string): Promise<VersionText | null> {
    const { dataSource } = this.#database;
    const version = await this.version(scope, versionId);
    if (version === null) return null;
    const where = { ...scoped(scope), id: versionId };
    const stored = await dataSource.manager.findOne(DocumentVersionEntity, { where, select: { id: true, text: true } });
    const chunks = await dataSource.query<ChunkRow[]>(versionChunksSql, [...scopeParameters(scope), versionId]);
    return { version, text: stored?.text ?? '', chunks: chunks.map((row): ChunkView => chunkView(row)) };
  }

  /** Lets a failed or cancelled latest version wait again. @returns null when there is no such document */
  async requeue(
    scope: AccessScope,
    documentId: string,
    tx: EntityManager,
  ): Promise<{ versionId: string; requeued: boolean } | null> {
    const where = { ...scoped(scope), documentId };
    const latest = await tx.findOne(DocumentVersionEntity, {
      where,
      order: { number: 'DESC' },
      lock: { mode: 'for_no_key_update' },
    });
    if (latest === null) return null;
    const changed = await tx.update(
      DocumentVersionEntity,
      { id: latest.id, state: In(['failed', 'cancelled']) },
      { state: 'queued', progress: 0, failure: null, retry: null },
    );
    return { versionId: latest.id, requeued: (changed.affected ?? 0) > 0 };
  }
}
