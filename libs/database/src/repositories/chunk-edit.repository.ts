import { randomUUID } from 'node:crypto';
import type { AccessScope, BlockKind } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import type { NewChunk, PassageBox } from '../published-version.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/chunk-edit-statements.ts';
import { lockCollectionSql } from '../sql/publish-statements.ts';
import { insertChunks } from './chunk-writer.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';
import { addTo, applyCounts, removeTheseChunks } from './lexical-statistics.ts';

/** A chunk without its vectors, as it is read to be changed. */
export interface StoredDraft {
  readonly ordinal: number;
  readonly kind: BlockKind;
  readonly headingPath: readonly string[];
  readonly text: string;
  readonly charStart: number;
  readonly charEnd: number;
  readonly pageFrom: number | null;
  readonly pageTo: number | null;
  readonly tokens: number;
  readonly boxes: readonly PassageBox[];
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
}

export interface StoredChunk extends StoredDraft {
  readonly id: string;
  readonly editId: string | null;
  readonly verbatim: boolean;
  readonly off: 'person' | 'repeated' | null;
  readonly muted: readonly { readonly start: number; readonly end: number; readonly line: number }[];
}

/** What a person put in the place of a run of chunks. */
export interface NewChunkEdit {
  readonly headingPath: readonly string[];
  readonly original: string;
  readonly charStart: number;
  readonly originals: readonly StoredDraft[];
  readonly pieces: readonly {
    readonly text: string;
    readonly enabled: boolean;
    readonly start: number;
    readonly end: number;
  }[];
}

export interface StoredChunkEdit extends NewChunkEdit {
  readonly id: string;
  readonly state: 'applied' | 'lost';
  readonly editedBy: string;
  readonly editedAt: Date;
}

/** The current version of a document with its chunks and edits; `seen` counts the edits made so far. */
export interface EditableDocument {
  readonly documentId: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly versionId: string;
  readonly title: string;
  readonly lang: string;
  readonly text: string;
  readonly seen: number;
  /** Hashes of the lines that its chunks leave out because other documents repeat them. */
  readonly mutedLines: readonly number[];
  /** Whether the collection's profile stores token vectors. */
  readonly tokenVectors: boolean;
  readonly chunks: readonly StoredChunk[];
  readonly edits: readonly StoredChunkEdit[];
}

/** New chunks in the place of those from one ordinal on, with what to remember of it. */
export interface ChunkReplacement {
  readonly document: EditableDocument;
  /** Ids of neighbouring chunks that go. */
  readonly remove: readonly string[];
  /** Ordinal of the first that goes. */
  readonly from: number;
  /** `ordinal` counts from `from`; `editId` must be `editId` below or null. */
  readonly insert: readonly NewChunk[];
  readonly editId: string;
  readonly edit: NewChunkEdit | null;
  readonly deleteEdits: readonly string[];
  readonly record: { readonly action: string; readonly by: string; readonly after: readonly string[] };
}

export interface EditRecord {
  readonly action: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly editedBy: string;
  readonly editedAt: Date;
}

/** Chunks that people change. Edits belong to the document and outlive its versions. */
export class ChunkEditRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
  }

  /** Null when there is no such document, or none of its versions is ready. */
  async editable(scope: AccessScope, documentId: string): Promise<EditableDocument | null> {
    const { dataSource } = this.#database;
    const parameters = scopeParameters(scope);
    const [found] = await dataSource.query<Omit<EditableDocument, 'chunks' | 'edits'>[]>(sql.editableDocumentSql, [
      ...parameters,
      documentId,
    ]);
    if (found === undefined) return null;
    const rows = await dataSource.query<EditableRow[]>(sql.editableChunksSql, [...parameters, found.versionId]);
    const edits = await dataSource.query<StoredChunkEdit[]>(sql.documentEditsSql, [...parameters, documentId]);
    return { ...found, chunks: rows.map(storedChunk), edits };
  }

  /** The edits that a version is to carry, for the ingestion job. */
  async forVersion(versionId: string): Promise<{ seen: number; edits: StoredChunkEdit[] }> {
    const rows = await this.#database.ask<{ seen: number } & Partial<StoredChunkEdit>>(sql.editsForVersionSql, [
      versionId,
    ]);
    const edits = rows.flatMap((row) => (isEdit(row) ? [row] : []));
    return { seen: rows[0]?.seen ?? 0, edits };
  }

  /** Has the current version of a document read and cut again by the next `reindex-collection`. */
  async forgetCut(scope: AccessScope, documentId: string, tx: EntityManager): Promise<void> {
    await tx.query(sql.forgetCutSql, [...scopeParameters(scope), documentId]);
  }

  /** Edits whose text is not in the current version, and the latest changes. */
  async history(scope: AccessScope, documentId: string): Promise<{ lost: StoredChunkEdit[]; records: EditRecord[] }> {
    const parameters = [...scopeParameters(scope), documentId];
    const { dataSource } = this.#database;
    const edits = await dataSource.query<StoredChunkEdit[]>(sql.documentEditsSql, parameters);
    const records = await dataSource.query<EditRecord[]>(sql.editHistorySql, parameters);
    return { lost: edits.filter((it) => it.state === 'lost'), records };
  }

  /**
   * Chunks, vectors, terms, statistics, the edit and its record, all or nothing.
   * @throws MingdaError `CHUNK_CHANGED` when the document's chunks are no longer those that were read
   */
  async replace(replacement: ChunkReplacement): Promise<void> {
    const { document, insert } = replacement;
    const models = await this.#modelsOf(insert);
    await this.#database.transaction(async (tx) => {
      const { tokenVectors } = await this.#lock(tx, document);
      await this.#write(tx, { ...replacement, insert: asStored(insert, tokenVectors) }, models);
      await this.#remember(tx, replacement);
      await tx.query(sql.countEditSql, [document.documentId]);
    });
  }

  /**
   * Puts chunks that leave out other lines than before into the places of the old ones.
   * @param muted.chunks with the ordinals of those that they replace
   * @throws MingdaError `CHUNK_CHANGED` when the document's chunks are no longer those that were read
   */
  async mute(
    document: EditableDocument,
    muted: { readonly hashes: readonly number[]; readonly chunks: readonly NewChunk[] },
  ): Promise<void> {
    const models = await this.#modelsOf(muted.chunks);
    const ordinals = new Set(muted.chunks.map((it) => it.ordinal));
    const remove = document.chunks.filter((it) => ordinals.has(it.ordinal)).map((it) => it.id);
    await this.#database.transaction(async (tx) => {
      const { tokenVectors } = await this.#lock(tx, document);
      const insert = asStored(muted.chunks, tokenVectors);
      if (remove.length > 0) await this.#exchange(tx, document, { remove, insert, models });
      await tx.query(sql.muteDocumentSql, [document.documentId, muted.hashes]);
    });
  }

  /** Takes lost edits off the list; their text stays in the history. @returns whether there were any */
  async dismiss(document: EditableDocument, editIds: readonly string[], by: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const gone = document.edits.filter((it) => editIds.includes(it.id) && it.state === 'lost');
      if (gone.length === 0) return false;
      await tx.query(sql.deleteEditsSql, [gone.map((it) => it.id)]);
      const before = gone.flatMap((it) => it.pieces.map((piece) => piece.text));
      const { tenantId, collectionId, documentId } = document;
      await tx.query(sql.insertEditHistorySql, [tenantId, collectionId, documentId, null, 'dismiss', before, [], by]);
      await tx.query(sql.countEditSql, [documentId]);
      return true;
    });
  }

  /**
   * Publishing waits meanwhile, and after it these chunks are gone.
   * @returns what the profile wants now: it may have been saved since the chunks were read
   */
  async #lock(
    tx: EntityManager,
    { collectionId, documentId, versionId, seen }: EditableDocument,
  ): Promise<Pick<EditableDocument, 'tokenVectors'>> {
    await tx.query(lockCollectionSql, [collectionId]);
    const [now] = await tx.query<LockedRow[]>(sql.documentForEditSql, [documentId]);
    if (now?.edits !== seen || now.versionId !== versionId) throw new MingdaError('CHUNK_CHANGED');
    return now;
  }

  async #write(tx: EntityManager, replacement: ChunkReplacement, models: ReadonlyMap<string, number>): Promise<void> {
    const { document, remove, from, insert, edit, editId } = replacement;
    const { tenantId, collectionId, documentId, versionId } = document;
    const by = insert.length - remove.length;
    if (by !== 0) await tx.query(sql.liftOrdinalsSql, [versionId, from + remove.length]);
    if (edit !== null) {
      const { headingPath, original, charStart, originals, pieces } = edit;
      await tx.query(sql.insertEditSql, [
        editId,
        tenantId,
        collectionId,
        documentId,
        headingPath,
        original,
        charStart,
        JSON.stringify(originals),
        JSON.stringify(pieces),
        replacement.record.by,
      ]);
    }
    const placed = insert.map((it) => ({ ...it, ordinal: from + it.ordinal }));
    await this.#exchange(tx, document, { remove, insert: placed, models });
    if (by !== 0) await tx.query(sql.lowerOrdinalsSql, [versionId, by]);
  }

  /** Chunks with their vectors and terms, and the collection's statistics. */
  async #exchange(
    tx: EntityManager,
    { tenantId, collectionId, documentId, versionId }: EditableDocument,
    what: {
      readonly remove: readonly string[];
      readonly insert: readonly NewChunk[];
      readonly models: ReadonlyMap<string, number>;
    },
  ): Promise<void> {
    const { remove, insert, models } = what;
    const { counts, removed } = await removeTheseChunks(tx, remove);
    if (removed !== remove.length) throw new MingdaError('CHUNK_CHANGED');
    const added = await insertChunks(tx, { tenantId, collectionId, documentId, versionId, models }, insert);
    for (const [term, count] of added.terms) addTo(counts.terms, term, count);
    for (const [model, count] of added.models) addTo(counts.models, model, count);
    await applyCounts(tx, { tenantId, collectionId }, { ...counts, documents: 0 });
    await tx.query(sql.touchVersionSql, [versionId, insert.length - remove.length]);
  }

  async #modelsOf(chunks: readonly NewChunk[]): Promise<Map<string, number>> {
    const models = new Map<string, number>();
    for (const { modelKey, vector } of chunks) {
      if (!models.has(modelKey)) models.set(modelKey, await this.#models.ensureModel(modelKey, vector.length));
    }
    return models;
  }

  async #remember(tx: EntityManager, { document, remove, edit, ...rest }: ChunkReplacement): Promise<void> {
    if (rest.deleteEdits.length > 0) await tx.query(sql.deleteEditsSql, [rest.deleteEdits]);
    const { tenantId, collectionId, documentId } = document;
    const before = document.chunks.filter((it) => remove.includes(it.id)).map((it) => it.text);
    const { action, after, by } = rest.record;
    const editId = edit === null ? null : rest.editId;
    await tx.query(sql.insertEditHistorySql, [tenantId, collectionId, documentId, editId, action, before, after, by]);
  }
}

export const newEditId = (): string => randomUUID();

type LockedRow = Pick<EditableDocument, 'versionId' | 'tokenVectors'> & { readonly edits: number };

/** Token vectors that came after the profile stopped wanting them would stay: those stored before are deleted once. */
function asStored(chunks: readonly NewChunk[], tokenVectors: boolean): readonly NewChunk[] {
  return tokenVectors ? chunks : chunks.map((it) => ({ ...it, tokenVectors: undefined }));
}

interface EditableRow extends Omit<StoredChunk, 'sentences' | 'muted'> {
  readonly spans: number[];
  readonly muted: number[];
  readonly mutedLines: number[];
}

function storedChunk({ spans, muted, mutedLines, ...row }: EditableRow): StoredChunk {
  return {
    ...row,
    sentences: pairs(spans),
    muted: pairs(muted).map((range, index) => ({ ...range, line: mutedLines[index] ?? 0 })),
  };
}

function pairs(flat: readonly number[]): { start: number; end: number }[] {
  return Array.from({ length: flat.length / 2 }, (_, at) => ({ start: flat[2 * at] ?? 0, end: flat[2 * at + 1] ?? 0 }));
}

/** A document without edits is one row of nulls. */
function isEdit<T extends Partial<StoredChunkEdit>>(row: T): row is T & StoredChunkEdit {
  return typeof row.id === 'string';
}
