import type { AccessScope, ApiKey, PrincipalKind } from '@mingda/contracts';
import { IsNull } from 'typeorm';
import type { Database } from '../database.ts';
import { ApiKeyEntity } from '../entities/api-key.entity.ts';
import { apiKeyView } from './views.ts';

export interface NewApiKey {
  readonly name: string;
  readonly kind: PrincipalKind;
  /** sha256 of the secret, hexadecimal. */
  readonly hash: string;
  readonly prefix: string;
  /** Collections the key may read; every one of the tenant when null. */
  readonly collectionIds: readonly string[] | null;
}

export class ApiKeyRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(tenantId: string, input: NewApiKey): Promise<ApiKey> {
    const { manager } = this.#database.dataSource;
    const collectionIds = input.collectionIds === null ? null : [...input.collectionIds];
    const row = manager.create(ApiKeyEntity, { ...input, tenantId, collectionIds, lastUsedAt: null, revokedAt: null });
    await manager.insert(ApiKeyEntity, row);
    return apiKeyView(row);
  }

  /** The key of a secret, unless revoked, and whether its use is to be noted. There is no caller yet, so there is no scope. */
  async findByHash(hash: string): Promise<{ key: ApiKey; tenantId: string; toBeNoted: boolean } | null> {
    const [row] = await this.#database.ask<ApiKeyEntity & { readonly toBeNoted: boolean }>(keyByHashSql, [hash]);
    return row === undefined ? null : { key: apiKeyView(row), tenantId: row.tenantId, toBeNoted: row.toBeNoted };
  }

  /** Keys of the tenant that are not revoked, oldest first. */
  async list(scope: AccessScope): Promise<ApiKey[]> {
    const where = { tenantId: scope.tenantId, revokedAt: IsNull() };
    const rows = await this.#database.dataSource.manager.find(ApiKeyEntity, {
      where,
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return rows.map(apiKeyView);
  }

  /** @returns false when the tenant has no such key or it is revoked already */
  async revoke(scope: AccessScope, id: string): Promise<boolean> {
    const where = { tenantId: scope.tenantId, id, revokedAt: IsNull() };
    const changed = await this.#database.dataSource.manager.update(ApiKeyEntity, where, { revokedAt: new Date() });
    return (changed.affected ?? 0) > 0;
  }

  async hasAdmin(): Promise<boolean> {
    return this.#database.dataSource.manager.existsBy(ApiKeyEntity, { kind: 'admin', revokedAt: IsNull() });
  }

  /** Notes that the key was used; once a minute is enough, so that questions do not queue for its row. */
  async touch(id: string): Promise<void> {
    await this.#database.dataSource.query(touchSql, [id]);
  }
}

/** An earlier use is the same as this one, where it was less than a minute ago. */
const isToBeNoted = `(last_used_at is null or last_used_at < now() - interval '1 minute')`;

/** As the entity reads it: every request begins with it. */
const keyByHashSql = `
select id, tenant_id as "tenantId", name, kind, hash, prefix, collection_ids as "collectionIds", created_at as "createdAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt", ${isToBeNoted} as "toBeNoted"
from api_key where hash = $1 and revoked_at is null`;

const touchSql = `
update api_key set last_used_at = now()
where id = $1 and ${isToBeNoted}`;
