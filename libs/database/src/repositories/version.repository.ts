import type { AccessScope, Profile, VersionState } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import { integerArray } from '../codec/integer-array.ts';
import { runPrepared } from '../connection/prepared-statements.ts';
import type { Database } from '../database.ts';
import type { PublishedVersion } from '../published-version.ts';
import { applyEditsSql, loseEditsSql } from '../sql/chunk-edit-statements.ts';
import {
  finishDocumentSql,
  finishVersionSql,
  lockCollectionOfVersionSql,
  supersedeOthersSql,
  supersedeSql,
  versionForPublishSql,
} from '../sql/publish-statements.ts';
import { loadVersionSql, setStageSql } from '../sql/version-statements.ts';
import { insertChunks } from './chunk-writer.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';
import { addTo, applyCounts, removeChunks, type DocumentCounts } from './lexical-statistics.ts';
import { countLines } from './repeated-lines.ts';
import { EmbeddedStatistics } from './embedded-statistics.ts';
import { storedProfile } from './stored-profile.ts';

/** What the ingestion job needs; it has no caller and works in the scope of the version's collection. */
export interface VersionWork {
  readonly versionId: string;
  readonly documentId: string;
  readonly collectionId: string;
  readonly scope: AccessScope;
  readonly sourceKey: string;
  readonly title: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly blobKey: string;
  readonly contentHash: string;
  readonly state: VersionState;
  readonly profile: Profile;
  /** The collection whose lexicon counts: for a draft's copy, that which it is a copy of. */
  readonly lexiconOf: string;
  readonly lexiconRevision: number;
  readonly wordsRevision: number;
}

export class VersionRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;
  readonly #statistics: EmbeddedStatistics;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
    this.#statistics = new EmbeddedStatistics(database);
  }

  async load(versionId: string): Promise<VersionWork | null> {
    const [row] = await this.#database.ask<Omit<VersionWork, 'scope'> & { tenantId: string }>(loadVersionSql, [
      versionId,
    ]);
    if (row === undefined) return null;
    const { tenantId, ...work } = row;
    return { ...work, profile: storedProfile(work.profile), scope: { tenantId, collectionIds: [work.collectionId] } };
  }

  /** Notes where the ingestion stands; `progress` 0-1. A version in a final state stays as it is. */
  async setStage(versionId: string, state: VersionState, progress: number): Promise<void> {
    const { manager } = this.#database.dataSource;
    await manager.query(setStageSql, [versionId, state, progress]);
    await this.#database.notifyProgress({ id: versionId, state, progress }, manager);
  }

  /**
   * Puts the version in the place of the document's current one, all or nothing: chunks, vectors, term statistics and
   * states. Repeating it is harmless. A version older than the current one becomes superseded instead.
   * @throws MingdaError `DOCUMENT_NOT_FOUND`, `IMPORT_CANCELLED` when that happened meanwhile
   */
  async publish(versionId: string, published: PublishedVersion, tx?: EntityManager): Promise<void> {
    const models = new Map<string, number>();
    for (const { modelKey, vector } of published.chunks) {
      if (!models.has(modelKey)) models.set(modelKey, await this.#models.ensureModel(modelKey, vector.length, tx));
    }
    const write = (manager: EntityManager): Promise<string> => this.#replace(manager, versionId, { published, models });
    if (tx !== undefined) {
      await write(tx);
      return;
    }
    await this.#models.ensureIndexes(await this.#database.transaction(write));
    await this.#statistics.published();
  }

  /** @returns the collection */
  async #replace(
    tx: EntityManager,
    versionId: string,
    what: { published: PublishedVersion; models: Map<string, number> },
  ): Promise<string> {
    const { published, models } = what;
    await runPrepared(tx, lockCollectionOfVersionSql, [versionId]);
    const [version] = await runPrepared<VersionPlace>(tx, versionForPublishSql, [versionId]);
    if (version === undefined) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: versionId });
    if (version.state === 'cancelled') throw new MingdaError('IMPORT_CANCELLED', { subject: versionId });
    if (version.number < version.current_number) {
      await tx.query(supersedeSql, [versionId]);
      await this.#database.notifyProgress({ id: versionId, state: 'superseded', progress: 1 }, tx);
      return version.collection_id;
    }
    const { tenant_id: tenantId, collection_id: collectionId, document_id: documentId } = version;
    // Somebody has changed a chunk since the edits were read: this cut lacks it.
    if ((published.edits?.seen ?? version.edits) !== version.edits) throw new MingdaError('CHUNK_CHANGED');
    // A document's first version finds nothing in its place: most of an import is that.
    const isFirst = version.current_number === 0;
    const changes: DocumentCounts = isFirst
      ? { terms: new Map(), models: new Map() }
      : await removeChunks(tx, documentId);
    const added = await insertChunks(tx, { tenantId, collectionId, documentId, versionId, models }, published.chunks);
    for (const [term, by] of added.terms) addTo(changes.terms, term, by);
    for (const [model, by] of added.models) addTo(changes.models, model, by);
    await applyCounts(tx, { tenantId, collectionId }, { ...changes, documents: 0 });
    const { title, lang, text, pages, warnings, state, chunks } = published;
    await runPrepared(tx, finishVersionSql, [
      versionId,
      state,
      title,
      lang,
      text,
      JSON.stringify(pages),
      JSON.stringify(warnings),
      chunks.length,
      published.cutBy ?? null,
    ]);
    const { applied = [], lost = [] } = published.edits ?? {};
    if (applied.length > 0) await tx.query(applyEditsSql, [documentId, JSON.stringify(applied)]);
    if (lost.length > 0) await tx.query(loseEditsSql, [documentId, lost]);
    const { lines = [], muted = [] } = published.repeats ?? {};
    const isCounted = await countLines(tx, { tenantId, collectionId, documentId, versionId, isFirst, lines });
    if (!isFirst) await tx.query(supersedeOthersSql, [documentId, versionId]);
    await runPrepared(tx, finishDocumentSql, [
      documentId,
      title,
      lang,
      versionId,
      published.wordsRevision ?? 0,
      integerArray(lines),
      isCounted,
      integerArray(muted.toSorted((a, b) => a - b)),
    ]);
    await this.#database.notifyProgress({ id: versionId, state, progress: 1 }, tx);
    return collectionId;
  }
}

interface VersionPlace {
  readonly tenant_id: string;
  readonly collection_id: string;
  readonly document_id: string;
  readonly state: VersionState;
  readonly number: number;
  readonly current_number: number;
  readonly edits: number;
}
