import type { Profile, ProfileVersion } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import { CollectionProfileEntity } from '../entities/collection-profile.entity.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';

interface CollectionRow {
  readonly tenantId: string;
  readonly id: string;
}

/** Adds a profile under the collection's next number; its row must be locked. @returns the number */
export async function addProfile(
  tx: EntityManager,
  given: CollectionRow & {
    readonly profile: Profile;
    readonly savedBy: string;
    readonly state: ProfileVersion['state'];
  },
): Promise<number> {
  const { id: collectionId, tenantId, profile, savedBy, state } = given;
  const newest = await tx.maximum(CollectionProfileEntity, 'version', { collectionId });
  const version = (newest ?? 0) + 1;
  await tx.insert(CollectionProfileEntity, {
    collectionId,
    version,
    tenantId,
    profile,
    savedBy,
    state,
    publishedAt: null,
  });
  return version;
}

/** Answers with a version from now on; its row must be locked. */
export async function publishProfile(
  tx: EntityManager,
  given: CollectionRow & { readonly version: number; readonly profile: Profile },
): Promise<void> {
  const { id: collectionId, tenantId, version, profile } = given;
  await tx.update(CollectionProfileEntity, { collectionId, state: 'published' }, { state: 'retired' });
  const published = { state: 'published', publishedAt: new Date() } as const;
  await tx.update(CollectionProfileEntity, { collectionId, version }, published);
  await tx.update(CollectionEntity, { tenantId, id: collectionId }, { profile, profileVersion: version });
}
