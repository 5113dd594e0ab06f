import type { AccessScope, Source, SourceConnection, SourceInput, SourcePlace } from '@mingda/contracts';
import type {
  CollectionRepository,
  Database,
  EntityManager,
  SourceRepository,
  SourceRunRepository,
  SourceValues,
  StoredSource,
} from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { Timing } from '@mingda/timing';
import type { SourceJobs } from './source-jobs.ts';
import type { SourceSecretStore } from './source-secret-store.ts';
import { sourceView } from './source-view.ts';

interface Dependencies {
  readonly database: Database;
  readonly collections: Pick<CollectionRepository, 'get'>;
  readonly sources: SourceRepository;
  readonly runs: SourceRunRepository;
  readonly secrets: SourceSecretStore;
  readonly jobs: SourceJobs;
  readonly now: () => Date;
}

/** Sources as people see and change them. */
export class ManageSources {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** By name. @throws MingdaError `COLLECTION_NOT_FOUND` */
  async list(scope: AccessScope, collectionId: string): Promise<Source[]> {
    const { sources, runs } = this.#dependencies;
    await this.#requireCollection(scope, collectionId);
    const latest = await runs.latest(scope, collectionId);
    const stored = await sources.list(scope, collectionId);
    return stored.map((it) => sourceView(it, latest.get(it.id) ?? null));
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `SOURCE_EXISTS`, `SCHEDULE_INVALID` */
  async create(scope: AccessScope, collectionId: string, input: SourceInput): Promise<Source> {
    const { database, sources, secrets } = this.#dependencies;
    await this.#requireCollection(scope, collectionId);
    const keyPrefix = freePrefix(input, await sources.list(scope, collectionId));
    const created = await database.transaction(async (tx) => {
      const saved = await secrets.save(scope.tenantId, null, { connection: input.connection, tx });
      const values = { ...this.#values(input, input.connection), ...saved, collectionId, keyPrefix };
      const source = await sources.create(scope, values, tx);
      await this.#plan(source, tx);
      return source;
    });
    return sourceView(created, null);
  }

  /** Secrets that are left out stay. @throws MingdaError as `create`, `SOURCE_NOT_FOUND`, `INVALID_INPUT`, `SECRET_UNREADABLE` */
  async update(scope: AccessScope, id: string, input: SourceInput): Promise<Source> {
    const { database, sources, secrets, runs } = this.#dependencies;
    const stored = await this.get(scope, id);
    const connection = await secrets.complete(stored, input.connection);
    const changed = await database.transaction(async (tx) => {
      const saved = await secrets.save(scope.tenantId, stored.secretId, { connection, tx });
      const source = await sources.update(stored, { ...this.#values(input, connection), ...saved }, tx);
      await this.#plan(source, tx);
      return source;
    });
    return sourceView(changed, (await runs.list(scope, id))[0] ?? null);
  }

  /**
   * Documents that are kept belong to nobody afterwards. Those that go are deleted by a job, and the source after them.
   * @throws MingdaError `SOURCE_NOT_FOUND`
   */
  async delete(scope: AccessScope, id: string, documents: 'keep' | 'delete'): Promise<void> {
    const { database, sources, runs, jobs } = this.#dependencies;
    await this.get(scope, id);
    if (documents === 'keep') {
      await sources.delete(id);
      return;
    }
    await database.transaction(async (tx) => {
      await sources.markRemoving(id, tx);
      await runs.cancel(scope, id, tx);
      await jobs.sync(id, tx);
    });
  }

  /** @throws MingdaError `SOURCE_NOT_FOUND` */
  async get(scope: AccessScope, id: string): Promise<StoredSource> {
    const stored = await this.#dependencies.sources.get(scope, id);
    if (stored === null) throw new MingdaError('SOURCE_NOT_FOUND', { subject: id });
    return stored;
  }

  async #requireCollection(scope: AccessScope, id: string): Promise<void> {
    if ((await this.#dependencies.collections.get(scope, id)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: id });
    }
  }

  #values(input: SourceInput, { kind, settings }: SourceConnection): Omit<SourceValues, 'secretId' | 'secretNames'> {
    const { name, schedule, enabled } = input;
    const now = this.#dependencies.now();
    const timing = schedule === null ? undefined : new Timing(schedule);
    timing?.requireSpacing(now);
    return {
      name,
      place: { kind, settings } as SourcePlace,
      schedule,
      enabled,
      nextDueAt: timing === undefined || !enabled ? null : timing.next(now),
    };
  }

  async #plan(source: StoredSource, tx: EntityManager): Promise<void> {
    await this.#dependencies.jobs.fireAt(source, this.#dependencies.now(), tx);
  }
}

/**
 * What stands before the keys of its documents: its first name, or with a number where a renamed source has that already.
 * Pages are known by their addresses alone.
 */
function freePrefix({ name, connection }: SourceInput, others: readonly StoredSource[]): string {
  if (connection.kind === 'web') return '';
  const taken = new Set(others.map(({ keyPrefix }) => keyPrefix));
  let prefix = `${name}/`;
  for (let number = 2; taken.has(prefix); number += 1) prefix = `${name} ${number}/`;
  return prefix;
}
