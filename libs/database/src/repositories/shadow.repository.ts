import type { AccessScope, Collection, Profile } from '@mingda/contracts';
import { Not } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { reaches, scopeParameters } from '../scope.ts';
import { goneFromSourceSql, missingInShadowSql } from '../sql/gate-statements.ts';
import type { NewVersion } from './document.repository.ts';
import { collectionView } from './views.ts';

/** A version that a hidden copy lacks, as it is to be taken into it. */
export interface MissingInShadow extends NewVersion {
  /** The document that it is a version of. */
  readonly originalId: string;
}

/**
 * Hidden copies of collections, cut as a draft says. A copy is found only through its collection and how it is cut; its
 * name holds a slash, which no name given by a person can.
 */
export class ShadowRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(scope: AccessScope, collectionId: string, cutBy: string): Promise<Collection | null> {
    if (!reaches(scope, collectionId)) return null;
    const row = await this.#database.dataSource.manager.findOneBy(CollectionEntity, {
      tenantId: scope.tenantId,
      shadowOf: collectionId,
      name: shadowName(collectionId, cutBy),
    });
    return row === null ? null : collectionView(row);
  }

  /** The copy, made when there is none. The caller has seen the collection in its scope. */
  async ensure(
    scope: AccessScope,
    collectionId: string,
    made: { readonly cutBy: string; readonly profile: Profile },
  ): Promise<Collection> {
    const name = shadowName(collectionId, made.cutBy);
    const { manager } = this.#database.dataSource;
    const values = {
      tenantId: scope.tenantId,
      name,
      description: '',
      profile: made.profile,
      shadowOf: collectionId,
    };
    await manager.createQueryBuilder().insert().into(CollectionEntity).values(values).orIgnore().execute();
    return collectionView(await manager.findOneByOrFail(CollectionEntity, { tenantId: scope.tenantId, name }));
  }

  /** Ids of a collection's copies but the one that is cut as named. */
  async others(scope: AccessScope, collectionId: string, keep: string | null): Promise<string[]> {
    if (!reaches(scope, collectionId)) return [];
    const kept = keep === null ? {} : { name: Not(shadowName(collectionId, keep)) };
    const rows = await this.#database.dataSource.manager.find(CollectionEntity, {
      where: { tenantId: scope.tenantId, shadowOf: collectionId, ...kept },
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  /** Originals of the collection that the copy still lacks, as uploads of the copy. */
  async missing(scope: AccessScope, collectionId: string, shadowId: string): Promise<MissingInShadow[]> {
    const parameters = [...scopeParameters(scope), collectionId, shadowId];
    const rows = await this.#database.dataSource.query<Omit<MissingInShadow, 'collectionId'>[]>(
      missingInShadowSql,
      parameters,
    );
    return rows.map((row) => ({ ...row, collectionId: shadowId }));
  }

  /** Documents of the copy that the collection no longer has. */
  async gone(scope: AccessScope, collectionId: string, shadowId: string): Promise<string[]> {
    const { tenantId } = scope;
    const parameters = [...scopeParameters({ tenantId, collectionIds: [shadowId] }), collectionId, shadowId];
    const rows = await this.#database.dataSource.query<{ id: string }[]>(goneFromSourceSql, parameters);
    return rows.map((row) => row.id);
  }
}

function shadowName(collectionId: string, cutBy: string): string {
  return `draft/${collectionId}/${cutBy}`;
}
