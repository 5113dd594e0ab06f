import type { AccessScope } from '@mingda/contracts';
import type { EntityManager, SecretRepository } from '@mingda/database';
import { toMingdaError } from '@mingda/platform';
import type { Secrets } from '@mingda/secrets';

/**
 * Passwords of documents, encrypted at rest. A document has one, kept under its own id, so that reading it again, for
 * other settings or in a new version, asks nobody.
 */
export class DocumentPasswords {
  readonly #secrets: Pick<Secrets, 'replace' | 'read'>;
  readonly #stored: Pick<SecretRepository, 'get' | 'delete'>;

  constructor(secrets: Pick<Secrets, 'replace' | 'read'>, stored: Pick<SecretRepository, 'get' | 'delete'>) {
    this.#secrets = secrets;
    this.#stored = stored;
  }

  async set(document: { scope: AccessScope; id: string }, password: string, tx: EntityManager): Promise<void> {
    await this.#secrets.replace({ tenantId: document.scope.tenantId, id: document.id }, password, tx);
  }

  /** Undefined when there is none, or none that can still be decrypted. */
  async find({ tenantId }: AccessScope, documentId: string): Promise<string | undefined> {
    if ((await this.#stored.get(tenantId, documentId)) === null) return undefined;
    try {
      return await this.#secrets.read(tenantId, documentId);
    } catch (error) {
      if (toMingdaError(error).code === 'SECRET_UNREADABLE') return undefined;
      throw error;
    }
  }

  async forget({ tenantId }: AccessScope, documentId: string): Promise<void> {
    await this.#stored.delete(tenantId, documentId);
  }
}
