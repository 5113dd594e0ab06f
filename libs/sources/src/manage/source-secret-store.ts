import { sourceConnectionSchema, type SourceConnection } from '@mingda/contracts';
import type { EntityManager, StoredSource } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { Secrets } from '@mingda/secrets';

type Named = Readonly<Record<string, string>>;

/** What decides whom a secret is shown to: a stored one stays with these. */
const bound: Readonly<Record<SourceConnection['kind'], readonly string[]>> = {
  folder: [],
  git: ['url', 'user'],
  web: [],
  s3: ['endpoint', 'region', 'accessKeyId'],
  imap: ['host', 'port', 'security', 'user'],
  push: [],
};

/** The secrets of a source, all in one sealed value. */
export class SourceSecretStore {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** Place and secrets as a connector takes them. @throws MingdaError `SECRET_UNREADABLE` */
  async connection(source: StoredSource): Promise<SourceConnection> {
    return sourceConnectionSchema.parse({ ...source.place, secrets: await this.#read(source) });
  }

  /**
   * A connection as a person has given it, with stored secrets in the place of those left out. They go to nobody else
   * than before: another server or user needs them anew.
   * @throws MingdaError `INVALID_INPUT`, `SECRET_UNREADABLE`
   */
  async complete(stored: StoredSource, given: SourceConnection): Promise<SourceConnection> {
    if (stored.place.kind !== given.kind) {
      throw new MingdaError('INVALID_INPUT', { subject: 'kind', detail: 'the kind of a source cannot be changed' });
    }
    const own = given.secrets as Named;
    const missing = stored.secretNames.filter((name) => own[name] === undefined);
    if (missing.length === 0) return given;
    const [before, after] = [stored.place.settings, given.settings] as Record<string, unknown>[];
    const moved = bound[given.kind].find((name) => before?.[name] !== after?.[name]);
    if (moved !== undefined) {
      throw new MingdaError('INVALID_INPUT', {
        subject: missing.join(', '),
        detail: `it is needed again because ${moved} has changed`,
      });
    }
    return sourceConnectionSchema.parse({ ...given, secrets: { ...(await this.#read(stored)), ...own } });
  }

  /** Seals the secrets of a connection. @returns what the row of the source keeps */
  async save(
    tenantId: string,
    secretId: string | null,
    { connection, tx }: { connection: SourceConnection; tx: EntityManager },
  ): Promise<{ secretId: string | null; secretNames: string[] }> {
    const given = Object.entries(connection.secrets as Partial<Named>).filter(([, value]) => value !== undefined);
    const secretNames = given.map(([name]) => name);
    if (secretNames.length === 0) return { secretId, secretNames };
    const plain = JSON.stringify(Object.fromEntries(given));
    if (secretId === null) return { secretId: await this.#secrets.add(tenantId, plain, tx), secretNames };
    await this.#secrets.replace({ tenantId, id: secretId }, plain, tx);
    return { secretId, secretNames };
  }

  async #read({ tenantId, secretId }: StoredSource): Promise<Named> {
    if (secretId === null) return {};
    return JSON.parse(await this.#secrets.read(tenantId, secretId)) as Named;
  }
}
