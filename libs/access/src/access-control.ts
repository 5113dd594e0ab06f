import type { AccessScope, ApiKey, Principal, PrincipalKind } from '@mingda/contracts';
import type { ApiKeyRepository, CollectionRepository, TenantRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { requireAdmin } from './require-admin.ts';
import { hashOf, newSecret, shownPart } from './secrets.ts';

export interface CreatedKey {
  readonly key: ApiKey;
  /** Shown once; only its hash is stored. */
  readonly secret: string;
}

interface Grant {
  readonly name: string;
  readonly kind: PrincipalKind;
  readonly collectionIds: readonly string[] | null;
}

interface Dependencies {
  readonly apiKeys: ApiKeyRepository;
  readonly tenants: TenantRepository;
  readonly collections: CollectionRepository;
}

/** Who a secret belongs to and what its holder may see. */
export class AccessControl {
  readonly #apiKeys: ApiKeyRepository;
  readonly #tenants: TenantRepository;
  readonly #collections: CollectionRepository;

  constructor(dependencies: Dependencies) {
    this.#apiKeys = dependencies.apiKeys;
    this.#tenants = dependencies.tenants;
    this.#collections = dependencies.collections;
  }

  /** @throws MingdaError `UNAUTHENTICATED` for an unknown or revoked secret */
  async authenticate(secret: string): Promise<Principal> {
    const found = await this.#apiKeys.findByHash(hashOf(secret));
    if (found === null) throw new MingdaError('UNAUTHENTICATED');
    if (found.toBeNoted) await this.#apiKeys.touch(found.key.id);
    return principalOf(found.key, found.tenantId);
  }

  /** The administrator of the first start. @returns its secret when one was made now, null when there is one already */
  async ensureAdminToken(): Promise<string | null> {
    if (await this.#apiKeys.hasAdmin()) return null;
    const tenantId = await this.#tenants.ensureDefault();
    const { secret } = await this.#create(tenantId, { name: 'admin', kind: 'admin', collectionIds: null });
    return secret;
  }

  /**
   * A key for another program, which may ask but not administer.
   * @throws MingdaError `FORBIDDEN`, or `COLLECTION_NOT_FOUND` for a collection that the caller does not reach
   */
  async createIntegrationKey(
    principal: Principal,
    input: { name: string; collectionIds?: readonly string[] | undefined },
  ): Promise<CreatedKey> {
    requireAdmin(principal);
    for (const id of input.collectionIds ?? []) {
      if ((await this.#collections.get(principal.scope, id)) === null) {
        throw new MingdaError('COLLECTION_NOT_FOUND', { subject: id });
      }
    }
    return this.#create(principal.scope.tenantId, {
      name: input.name,
      kind: 'integration',
      collectionIds: input.collectionIds ?? null,
    });
  }

  /** @throws MingdaError `FORBIDDEN` */
  async listKeys(principal: Principal): Promise<ApiKey[]> {
    requireAdmin(principal);
    return this.#apiKeys.list(principal.scope);
  }

  /** @throws MingdaError `FORBIDDEN`, or `NOT_FOUND` for a key that is unknown or revoked already */
  async revokeKey(principal: Principal, keyId: string): Promise<void> {
    requireAdmin(principal);
    if (!(await this.#apiKeys.revoke(principal.scope, keyId))) throw new MingdaError('NOT_FOUND', { subject: keyId });
  }

  async #create(tenantId: string, grant: Grant): Promise<CreatedKey> {
    const secret = newSecret();
    const key = await this.#apiKeys.create(tenantId, { ...grant, hash: hashOf(secret), prefix: shownPart(secret) });
    return { key, secret };
  }
}

function principalOf(key: ApiKey, tenantId: string): Principal {
  const scope: AccessScope = key.collectionIds === null ? { tenantId } : { tenantId, collectionIds: key.collectionIds };
  return { kind: key.kind, keyId: key.id, name: key.name, scope };
}
