import { isDeepStrictEqual } from 'node:util';
import type { AccessScope, Collection, Profile } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { In, IsNull, type EntityManager, type FindOptionsWhere } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionProfileEntity } from '../entities/collection-profile.entity.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { orphanedBlobsSql } from '../sql/document-statements.ts';
import { reaches } from '../scope.ts';
import { deleteSecretsOfCollectionSql } from '../sql/source-statements.ts';
import { addProfile, publishProfile } from './profile-rows.ts';
import { storedProfile } from './stored-profile.ts';
import { collectionView } from './views.ts';

export interface NewCollection {
  readonly name: string;
  readonly description: string;
  readonly profile: Profile;
}

export class CollectionRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_EXISTS` when the tenant has one of this name */
  async create(scope: AccessScope, input: NewCollection, tx?: EntityManager): Promise<Collection> {
    if (tx === undefined) return this.#database.transaction((own) => this.create(scope, input, own));
    const values = {
      tenantId: scope.tenantId,
      name: input.name,
      description: input.description,
      profile: input.profile,
    };
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(CollectionEntity)
      .values(values)
      .orIgnore()
      .returning('id')
      .execute();
    const [row] = inserted.raw as { id: string }[];
    if (row === undefined) throw new MingdaError('COLLECTION_EXISTS', { subject: input.name });
    await tx.insert(CollectionProfileEntity, {
      collectionId: row.id,
      version: 1,
      tenantId: scope.tenantId,
      profile: input.profile,
      state: 'published',
      savedBy: '',
      publishedAt: new Date(),
    });
    return collectionView(await tx.findOneByOrFail(CollectionEntity, { id: row.id }));
  }

  /** Hidden copies of drafts are in no list and are found by no id or name here. */
  async list(scope: AccessScope): Promise<Collection[]> {
    const rows = await this.#database.dataSource.manager.find(CollectionEntity, {
      where: allowed(scope),
      order: { name: 'ASC' },
    });
    return rows.map(collectionView);
  }

  async get(scope: AccessScope, id: string): Promise<Collection | null> {
    if (!reaches(scope, id)) return null;
    const [row] = await this.#database.ask<CollectionEntity>(collectionSql, [scope.tenantId, id]);
    return row === undefined ? null : collectionView(row);
  }

  /** Where a collection lives and how it is cut, for a job, which has no caller. Copies of drafts are found as well. */
  async home(id: string): Promise<{ scope: AccessScope; profile: Profile } | null> {
    const row = await this.#database.dataSource.manager.findOneBy(CollectionEntity, { id });
    if (row === null) return null;
    return { scope: { tenantId: row.tenantId, collectionIds: [id] }, profile: storedProfile(row.profile) };
  }

  async getByName(scope: AccessScope, name: string): Promise<Collection | null> {
    const row = await this.#database.dataSource.manager.findOneBy(CollectionEntity, { ...allowed(scope), name });
    return row === null ? null : collectionView(row);
  }

  /** Saves a profile as the next version and answers with it at once; the same profile again changes nothing. */
  async updateProfile(scope: AccessScope, id: string, profile: Profile): Promise<Collection | null> {
    if (!reaches(scope, id)) return null;
    return this.#database.transaction(async (tx) => {
      const where = { tenantId: scope.tenantId, id };
      const row = await tx.findOne(CollectionEntity, { where, lock: { mode: 'for_no_key_update' } });
      if (row === null) return null;
      if (isDeepStrictEqual(row.profile, profile)) return collectionView(row);
      const version = await addProfile(tx, { ...where, profile, savedBy: '', state: 'retired' });
      await publishProfile(tx, { ...where, version, profile });
      return collectionView({ ...row, profile, profileVersion: version });
    });
  }

  /** Deletes a collection with everything in it. @returns the blobs that nothing refers to any more; null when absent */
  async delete(scope: AccessScope, id: string): Promise<{ blobKeys: string[] } | null> {
    if (!reaches(scope, id)) return null;
    return this.#database.transaction(async (tx) => {
      const where = { tenantId: scope.tenantId, id };
      if ((await tx.findOne(CollectionEntity, { where, lock: { mode: 'pessimistic_write' } })) === null) return null;
      const keys = await tx.query<{ blob_key: string }[]>(
        'select distinct blob_key from document_version where collection_id = $1',
        [id],
      );
      await tx.query(deleteSecretsOfCollectionSql, [id]);
      await tx.delete(CollectionEntity, where);
      const orphans = await tx.query<{ blob_key: string }[]>(orphanedBlobsSql, [keys.map((row) => row.blob_key)]);
      return { blobKeys: orphans.map((row) => row.blob_key) };
    });
  }
}

/** As the entity reads it: every question begins with it. */
const collectionSql = `
select id, tenant_id as "tenantId", name, description, profile, profile_version as "profileVersion", document_count as "documentCount",
  chunk_count as "chunkCount", lexicon_revision as "lexiconRevision", shadow_of as "shadowOf", created_at as "createdAt"
from collection where tenant_id = $1 and id = $2 and shadow_of is null`;

function allowed(scope: AccessScope): FindOptionsWhere<CollectionEntity> {
  const visible = { tenantId: scope.tenantId, shadowOf: IsNull() };
  return scope.collectionIds === undefined ? visible : { ...visible, id: In([...scope.collectionIds]) };
}
