import type { AccessScope, ScheduleTiming, SourceKind, SourcePlace } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import {
  deleteSourceSql,
  documentsOfSourceSql,
  getSourceSql,
  insertSourceSql,
  listSourcesSql,
  loadSourceSql,
  updateSourceSql,
} from '../sql/source-statements.ts';

/** A source as stored; what its runs say is read apart. */
export interface StoredSource {
  readonly id: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly name: string;
  /** Stands before the keys of its documents; stays when the name changes. */
  readonly keyPrefix: string;
  readonly place: SourcePlace;
  readonly secretId: string | null;
  readonly secretNames: readonly string[];
  readonly schedule: ScheduleTiming | null;
  readonly enabled: boolean;
  readonly removing: boolean;
  /** Null while it is switched off or has no schedule. */
  readonly nextDueAt: Date | null;
  /** What the listing before has kept for the next one. */
  readonly listingState: unknown;
  readonly documents: number;
  readonly createdAt: Date;
}

export interface SourceValues {
  readonly name: string;
  readonly place: SourcePlace;
  readonly secretId: string | null;
  readonly secretNames: readonly string[];
  readonly schedule: ScheduleTiming | null;
  readonly enabled: boolean;
  readonly nextDueAt: Date | null;
}

export class SourceRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `SOURCE_EXISTS`. The collection is the caller's to check. */
  async create(
    scope: AccessScope,
    input: SourceValues & { collectionId: string; keyPrefix: string },
    tx: EntityManager,
  ): Promise<StoredSource> {
    const { collectionId, keyPrefix, name, place } = input;
    const rows = await tx.query<Row[]>(insertSourceSql, [
      scope.tenantId,
      collectionId,
      name,
      place.kind,
      keyPrefix,
      ...changeable(input).slice(1),
    ]);
    if (rows.length === 0) throw new MingdaError('SOURCE_EXISTS', { subject: name });
    return toSource(rows[0]);
  }

  /**
   * What a listing has kept is forgotten: it may be about another place.
   * @throws MingdaError `SOURCE_NOT_FOUND`, `SOURCE_EXISTS`
   */
  async update(stored: StoredSource, input: SourceValues, tx: EntityManager): Promise<StoredSource> {
    const { tenantId, collectionId, id } = stored;
    const taken = await tx.query<unknown[]>(
      'select 1 from source where collection_id = $1 and name = $2 and id <> $3',
      [collectionId, input.name, id],
    );
    if (taken.length > 0) throw new MingdaError('SOURCE_EXISTS', { subject: input.name });
    const parameters = [...scopeParameters({ tenantId, collectionIds: [collectionId] }), id, ...changeable(input)];
    const [rows] = await tx.query<[Row[], number]>(updateSourceSql, parameters);
    if (rows.length === 0) throw new MingdaError('SOURCE_NOT_FOUND', { subject: id });
    return toSource(rows[0]);
  }

  /** By name. */
  async list(scope: AccessScope, collectionId: string): Promise<StoredSource[]> {
    const parameters = [...scopeParameters(scope), collectionId];
    return (await this.#database.dataSource.query<Row[]>(listSourcesSql, parameters)).map(toSource);
  }

  async get(scope: AccessScope, id: string): Promise<StoredSource | null> {
    const rows = await this.#database.dataSource.query<Row[]>(getSourceSql, [...scopeParameters(scope), id]);
    return rows.length === 0 ? null : toSource(rows[0]);
  }

  /** For jobs, which have no caller. */
  async load(id: string): Promise<StoredSource | null> {
    const rows = await this.#database.dataSource.query<Row[]>(loadSourceSql, [id]);
    return rows.length === 0 ? null : toSource(rows[0]);
  }

  /** Locks the row until the transaction ends: whoever holds it decides alone whether its time has come. */
  async lock(id: string, tx: EntityManager): Promise<StoredSource | null> {
    const locked = await tx.query<unknown[]>('select 1 from source where id = $1 for update', [id]);
    if (locked.length === 0) return null;
    const [row] = await tx.query<Row[]>(loadSourceSql, [id]);
    return row === undefined ? null : toSource(row);
  }

  /** Those that are due by a schedule, of every tenant. */
  async scheduled(): Promise<{ id: string; nextDueAt: Date | null }[]> {
    const rows = await this.#database.dataSource.query<{ id: string; next_due_at: Date | null }[]>(
      'select id, next_due_at from source where enabled and cron is not null and not removing',
    );
    return rows.map((row) => ({ id: row.id, nextDueAt: row.next_due_at }));
  }

  /** Folders that are read when they change, of every tenant. */
  async watchedFolders(): Promise<{ id: string; path: string }[]> {
    return this.#database.dataSource.query<{ id: string; path: string }[]>(
      `select id, settings ->> 'path' as path from source
       where kind = 'folder' and enabled and not removing and (settings ->> 'watch')::boolean`,
    );
  }

  async setNextDue(id: string, nextDueAt: Date | null, tx: EntityManager): Promise<void> {
    await tx.query('update source set next_due_at = $2 where id = $1', [id, nextDueAt]);
  }

  async keepListingState(id: string, state: unknown): Promise<void> {
    await this.#database.dataSource.query('update source set listing_state = $2 where id = $1', [
      id,
      state === null ? null : JSON.stringify(state),
    ]);
  }

  /** From here on it is only removed: nothing lists it any more. */
  async markRemoving(id: string, tx: EntityManager): Promise<void> {
    await tx.query('update source set removing = true, enabled = false, next_due_at = null where id = $1', [id]);
  }

  /** Sources whose removal has begun, of every tenant. */
  async removing(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>('select id from source where removing');
    return rows.map(({ id }) => id);
  }

  /** At most 100. */
  async documents(id: string): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(documentsOfSourceSql, [id]);
    return rows.map((row) => row.id);
  }

  /** With its runs and its secret; documents stay and belong to nobody. */
  async delete(id: string): Promise<void> {
    await this.#database.dataSource.query(deleteSourceSql, [id]);
  }
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly collection_id: string;
  readonly name: string;
  readonly kind: SourceKind;
  readonly key_prefix: string;
  readonly settings: SourcePlace['settings'];
  readonly secret_id: string | null;
  readonly secret_names: string[];
  readonly cron: string | null;
  readonly time_zone: string | null;
  readonly enabled: boolean;
  readonly next_due_at: Date | null;
  readonly listing_state: unknown;
  readonly removing: boolean;
  readonly created_at: Date;
  readonly documents: number;
}

/** From the name on, in the order of both statements. */
function changeable({ name, place, secretId, secretNames, schedule, enabled, nextDueAt }: SourceValues): unknown[] {
  return [
    name,
    JSON.stringify(place.settings),
    secretId,
    secretNames,
    schedule?.cron ?? null,
    schedule?.timeZone ?? null,
    enabled,
    nextDueAt,
  ];
}

function toSource(row: Row): StoredSource {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    collectionId: row.collection_id,
    name: row.name,
    keyPrefix: row.key_prefix,
    place: { kind: row.kind, settings: row.settings } as SourcePlace,
    secretId: row.secret_id,
    secretNames: row.secret_names,
    schedule: row.cron === null || row.time_zone === null ? null : { cron: row.cron, timeZone: row.time_zone },
    enabled: row.enabled,
    removing: row.removing,
    nextDueAt: row.next_due_at,
    listingState: row.listing_state,
    documents: row.documents,
    createdAt: row.created_at,
  };
}
