import { isDeepStrictEqual } from 'node:util';
import type { AccessScope, Collection, Profile, ProfileVersion } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionProfileEntity } from '../entities/collection-profile.entity.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { reaches } from '../scope.ts';
import { addProfile, publishProfile } from './profile-rows.ts';
import { storedProfile } from './stored-profile.ts';
import { collectionView, profileView } from './views.ts';

/** A collection as one of its profiles would have it answer. */
export interface CollectionAtVersion {
  /** With the settings and the number of that version. */
  readonly collection: Collection;
  readonly state: ProfileVersion['state'];
  /** The published settings, which say how the collection's own index is cut. */
  readonly published: Profile;
}

/** The versions of a collection's profile: at most one draft, exactly one published, the rest retired. */
export class ProfileRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first; empty when there is no such collection. */
  async list(scope: AccessScope, collectionId: string): Promise<ProfileVersion[]> {
    if (!reaches(scope, collectionId)) return [];
    const rows = await this.#database.dataSource.manager.find(CollectionProfileEntity, {
      where: { tenantId: scope.tenantId, collectionId },
      order: { version: 'DESC' },
    });
    return rows.map(profileView);
  }

  async draft(scope: AccessScope, collectionId: string): Promise<ProfileVersion | null> {
    return (await this.list(scope, collectionId)).find((it) => it.state === 'draft') ?? null;
  }

  /** The collection under one version of its profile; null when either is absent. */
  async at(scope: AccessScope, collectionId: string, version: number): Promise<CollectionAtVersion | null> {
    if (!reaches(scope, collectionId)) return null;
    const { manager } = this.#database.dataSource;
    const { tenantId } = scope;
    const row = await manager.findOneBy(CollectionEntity, { tenantId, id: collectionId });
    const saved = await manager.findOneBy(CollectionProfileEntity, { tenantId, collectionId, version });
    if (row === null || saved === null) return null;
    const collection = collectionView(row);
    return {
      collection: { ...collection, profile: storedProfile(saved.profile), profileVersion: version },
      state: saved.state,
      published: collection.profile,
    };
  }

  /**
   * Saves settings as the draft, in place of an earlier one. Settings equal to the published ones leave no draft, and
   * the draft's own again change nothing.
   * @returns the draft; null when there is none now
   */
  async saveDraft(
    scope: AccessScope,
    collectionId: string,
    given: { readonly profile: Profile; readonly savedBy: string },
  ): Promise<ProfileVersion | null> {
    return this.#locked(scope, collectionId, async (tx, row) => {
      const draft = await tx.findOneBy(CollectionProfileEntity, { collectionId, state: 'draft' });
      if (draft !== null && isDeepStrictEqual(storedProfile(draft.profile), given.profile)) return profileView(draft);
      await tx.update(CollectionProfileEntity, { collectionId, state: 'draft' }, { state: 'retired' });
      if (isDeepStrictEqual(storedProfile(row.profile), given.profile)) return null;
      const version = await addProfile(tx, { tenantId: row.tenantId, id: collectionId, ...given, state: 'draft' });
      return profileView(await tx.findOneByOrFail(CollectionProfileEntity, { collectionId, version }));
    });
  }

  /** Saves settings and answers with them at once; `also` belongs to the same transaction. @returns null when nothing changed */
  async saveAndPublish(
    scope: AccessScope,
    collectionId: string,
    given: {
      readonly profile: Profile;
      readonly savedBy: string;
      readonly also: (tx: EntityManager, version: number) => Promise<void>;
    },
  ): Promise<number | null> {
    const { profile, savedBy, also } = given;
    return this.#locked(scope, collectionId, async (tx, row) => {
      if (isDeepStrictEqual(storedProfile(row.profile), profile)) return null;
      const place = { tenantId: row.tenantId, id: collectionId };
      const version = await addProfile(tx, { ...place, profile, savedBy, state: 'retired' });
      await publishProfile(tx, { ...place, version, profile });
      await also(tx, version);
      return version;
    });
  }

  /**
   * Answers with a version from now on. `also` belongs to the same transaction.
   * @returns false when there is no such version or it is not allowed
   */
  async publish(
    scope: AccessScope,
    collectionId: string,
    from: {
      readonly version: number;
      readonly allowed: (saved: ProfileVersion) => boolean;
      readonly also: (tx: EntityManager) => Promise<void>;
    },
  ): Promise<boolean> {
    const done = await this.#locked(scope, collectionId, async (tx, row) => {
      const saved = await tx.findOneBy(CollectionProfileEntity, { collectionId, version: from.version });
      if (saved === null || !from.allowed(profileView(saved))) return false;
      const profile = storedProfile(saved.profile);
      await publishProfile(tx, { tenantId: row.tenantId, id: collectionId, version: from.version, profile });
      await from.also(tx);
      return true;
    });
    return done ?? false;
  }

  async discardDraft(scope: AccessScope, collectionId: string): Promise<void> {
    await this.#locked(scope, collectionId, async (tx) => {
      await tx.update(CollectionProfileEntity, { collectionId, state: 'draft' }, { state: 'retired' });
      return true;
    });
  }

  /** Changes of one collection's profiles are one at a time. @returns null when there is no such collection */
  async #locked<T>(
    scope: AccessScope,
    collectionId: string,
    work: (tx: EntityManager, row: CollectionEntity) => Promise<T>,
  ): Promise<T | null> {
    if (!reaches(scope, collectionId)) return null;
    return this.#database.transaction(async (tx) => {
      const where = { tenantId: scope.tenantId, id: collectionId };
      const row = await tx.findOne(CollectionEntity, { where, lock: { mode: 'for_no_key_update' } });
      return row === null ? null : work(tx, row);
    });
  }
}
