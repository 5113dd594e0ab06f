import { randomUUID } from 'node:crypto';
import type { EntityManager, SecretRepository } from '@mingda/database';
import { MingdaError, type Logger } from '@mingda/platform';
import { seal, unseal } from './secret-box.ts';
import { loadSecretKey, parseSecretKey, type SecretKey } from './secret-key.ts';

export interface SecretSettings {
  readonly key: string | undefined;
  /** The key before, for what it has encrypted. */
  readonly previousKey: string | undefined;
  readonly dataDir: string;
}

/** Values that are stored encrypted and read back only to be used. */
export class Secrets {
  readonly #secrets: SecretRepository;
  readonly #settings: SecretSettings;
  #keys: Promise<readonly [SecretKey, ...SecretKey[]]> | undefined;

  constructor(secrets: SecretRepository, settings: SecretSettings) {
    this.#secrets = secrets;
    this.#settings = settings;
  }

  /** @returns the id to read it by */
  async add(tenantId: string, plain: string, tx: EntityManager): Promise<string> {
    const id = randomUUID();
    await this.replace({ tenantId, id }, plain, tx);
    return id;
  }

  async replace(place: { tenantId: string; id: string }, plain: string, tx: EntityManager): Promise<void> {
    const [key] = await this.#load();
    await this.#secrets.save(seal(key, place, plain), tx);
  }

  /** @throws MingdaError `SECRET_UNREADABLE` */
  async read(tenantId: string, id: string): Promise<string> {
    const stored = await this.#secrets.get(tenantId, id);
    if (stored === null) throw new MingdaError('SECRET_UNREADABLE', { detail: 'it is not stored' });
    return unseal(await this.#load(), stored);
  }

  /** Encrypts with the current key whatever another key has; what no key reads is left as it is. @returns how many */
  async rotate(logger: Logger): Promise<number> {
    if ((await this.#secrets.sealedOtherwise('')).length === 0) return 0;
    const keys = await this.#load();
    let rotated = 0;
    for (const stored of await this.#secrets.sealedOtherwise(keys[0].id)) {
      try {
        await this.#secrets.save(seal(keys[0], { id: stored.id, tenantId: stored.tenantId }, unseal(keys, stored)));
        rotated += 1;
      } catch (error) {
        logger.warn({ secret: stored.id, key: stored.keyId, err: error }, 'a stored secret cannot be read');
      }
    }
    return rotated;
  }

  /** Once, and not before a secret is needed: without channels no key file appears. */
  #load(): Promise<readonly [SecretKey, ...SecretKey[]]> {
    this.#keys ??= this.#readKeys().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #readKeys(): Promise<readonly [SecretKey, ...SecretKey[]]> {
    const { key, previousKey, dataDir } = this.#settings;
    const current = await loadSecretKey(key, dataDir);
    return previousKey === undefined ? [current] : [current, parseSecretKey(previousKey, 'MINGDA_SECRET_KEY_PREVIOUS')];
  }
}
