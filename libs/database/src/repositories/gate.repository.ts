import type { AccessScope, GatePolicy, Publication } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { GatePolicyEntity } from '../entities/gate-policy.entity.ts';
import { ProfilePublicationEntity } from '../entities/profile-publication.entity.ts';
import { reaches } from '../scope.ts';

export interface StoredGate {
  readonly policy: GatePolicy;
  /** The run that drafts are held against, when one was chosen by a publication. */
  readonly baselineId: string | null;
}

export interface NewPublication extends Omit<Publication, 'id' | 'createdAt'> {
  readonly collectionId: string;
}

/** The gates of collections and the history of what was published through, around and without them. */
export class GateRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(scope: AccessScope, collectionId: string): Promise<StoredGate | null> {
    if (!reaches(scope, collectionId)) return null;
    const row = await this.#database.dataSource.manager.findOneBy(GatePolicyEntity, {
      tenantId: scope.tenantId,
      collectionId,
    });
    if (row === null) return null;
    const { goldSet, questionLimit: limit, margins, confidence, minQuestions, changedShare, baselineId } = row;
    return { policy: { goldSet, limit, margins, confidence, minQuestions, changedShare }, baselineId };
  }

  /** The caller has seen the collection in its scope. Another gold set starts without a baseline. */
  async set(scope: AccessScope, collectionId: string, policy: GatePolicy): Promise<void> {
    const before = await this.get(scope, collectionId);
    const { limit: questionLimit, ...rest } = policy;
    const same = before?.policy.goldSet === policy.goldSet && before.policy.limit === policy.limit;
    await this.#database.dataSource.manager.save(GatePolicyEntity, {
      ...rest,
      questionLimit,
      collectionId,
      tenantId: scope.tenantId,
      baselineId: same ? before.baselineId : null,
    });
  }

  async remove(scope: AccessScope, collectionId: string): Promise<void> {
    if (!reaches(scope, collectionId)) return;
    await this.#database.dataSource.manager.delete(GatePolicyEntity, { tenantId: scope.tenantId, collectionId });
  }

  /** Notes which run drafts are held against from now on. */
  async setBaseline(
    scope: AccessScope,
    chosen: { readonly collectionId: string; readonly baselineId: string | null },
    tx: EntityManager,
  ): Promise<void> {
    const { collectionId, baselineId } = chosen;
    if (!reaches(scope, collectionId)) return;
    const where = { tenantId: scope.tenantId, collectionId };
    await tx.update(GatePolicyEntity, where, { baselineId });
  }

  /** The caller has seen the collection in its scope. */
  async note(scope: AccessScope, publication: NewPublication, tx: EntityManager): Promise<void> {
    const row = { tenantId: scope.tenantId, ...publication };
    await tx.insert(ProfilePublicationEntity, tx.create(ProfilePublicationEntity, row));
  }

  /** Newest first. */
  async publications(scope: AccessScope, collectionId: string): Promise<Publication[]> {
    if (!reaches(scope, collectionId)) return [];
    const rows = await this.#database.dataSource.manager.find(ProfilePublicationEntity, {
      where: { tenantId: scope.tenantId, collectionId },
      order: { createdAt: 'DESC', id: 'ASC' },
    });
    return rows.map(({ id, version, action, doneBy, reason, evaluationId, verdict, createdAt }) => ({
      id,
      version,
      action,
      doneBy,
      reason,
      evaluationId,
      verdict,
      createdAt: createdAt.toISOString(),
    }));
  }
}
