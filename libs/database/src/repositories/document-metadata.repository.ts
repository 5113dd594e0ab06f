import type { AccessScope, ChangeMetadata, DocumentField, DocumentMetadata } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/metadata-statements.ts';

interface MetadataRow {
  readonly tags: string[];
  readonly fields: DocumentMetadata['fields'];
  readonly documentDate: Date | null;
  readonly modifiedAt: Date | null;
}

/** Tags, dates and custom fields of documents, and the definitions of these fields. Values have been checked before. */
export class DocumentMetadataRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the order in which they were defined. */
  async fields(scope: AccessScope, collectionId: string): Promise<DocumentField[]> {
    return this.#database.dataSource.query<DocumentField[]>(sql.listFieldsSql, [
      ...scopeParameters(scope),
      collectionId,
    ]);
  }

  /**
   * Replaces the definitions; values of fields that are left out go with them.
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `FIELD_IN_USE` when a field with values would get another type
   */
  async setFields(scope: AccessScope, collectionId: string, fields: readonly DocumentField[]): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const parameters = [...scopeParameters(scope), collectionId];
      const found = await tx.query<unknown[]>(sql.lockFieldsSql, parameters);
      if (found.length === 0) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
      const before = await tx.query<DocumentField[]>(sql.listFieldsSql, parameters);
      const typeOf = new Map(fields.map((it) => [it.name, it.type]));
      const retyped = before.filter((it) => (typeOf.get(it.name) ?? it.type) !== it.type).map((it) => it.name);
      const used = await tx.query<{ name: string }[]>(sql.usedFieldsSql, [...parameters, retyped]);
      if (used.length > 0) throw new MingdaError('FIELD_IN_USE', { subject: used.map((it) => it.name).join(', ') });
      const gone = before.filter((it) => !typeOf.has(it.name)).map((it) => it.name);
      if (gone.length > 0) await tx.query(sql.dropFieldValuesSql, [...parameters, gone]);
      await tx.query(sql.deleteFieldsSql, parameters);
      await tx.query(sql.insertFieldsSql, [
        scope.tenantId,
        collectionId,
        fields.map((it) => it.name),
        fields.map((it) => it.type),
        fields.map((it) => it.label),
      ]);
    });
  }

  /** The commonest first, at most 500. */
  async tags(scope: AccessScope, collectionId: string): Promise<{ tag: string; documents: number }[]> {
    return this.#database.dataSource.query<{ tag: string; documents: number }[]>(sql.listTagsSql, [
      ...scopeParameters(scope),
      collectionId,
    ]);
  }

  async get(scope: AccessScope, documentId: string): Promise<DocumentMetadata | null> {
    const [row] = await this.#database.dataSource.query<MetadataRow[]>(sql.getMetadataSql, [
      ...scopeParameters(scope),
      documentId,
    ]);
    if (row === undefined) return null;
    return {
      tags: row.tags,
      fields: row.fields,
      documentDate: row.documentDate?.toISOString() ?? null,
      modifiedAt: row.modifiedAt?.toISOString() ?? null,
    };
  }

  /** @returns false when there is no such document */
  async set(
    scope: AccessScope,
    { documentId, metadata }: { readonly documentId: string; readonly metadata: DocumentMetadata },
    tx: EntityManager = this.#database.dataSource.manager,
  ): Promise<boolean> {
    const { tags, fields, documentDate, modifiedAt } = metadata;
    const [rows] = await tx.query<[unknown[], number]>(sql.setMetadataSql, [
      ...scopeParameters(scope),
      documentId,
      [...new Set(tags)],
      JSON.stringify(fields),
      documentDate,
      modifiedAt,
    ]);
    return rows.length > 0;
  }

  /** @returns how many of the documents there are in the collection */
  async change(scope: AccessScope, collectionId: string, change: ChangeMetadata): Promise<number> {
    const set = Object.entries(change.fields).filter(([, value]) => value !== null);
    const unset = Object.entries(change.fields).filter(([, value]) => value === null);
    const [rows] = await this.#database.dataSource.query<[unknown[], number]>(sql.changeMetadataSql, [
      ...scopeParameters(scope),
      collectionId,
      change.documentIds,
      change.addTags,
      change.removeTags,
      JSON.stringify(Object.fromEntries(set)),
      unset.map(([name]) => name),
      change.documentDate !== undefined,
      change.documentDate ?? null,
    ]);
    return rows.length;
  }
}
