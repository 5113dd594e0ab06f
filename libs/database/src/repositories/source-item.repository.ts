import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import {
  countItemsSql,
  documentsOfItemSql,
  documentsOfVanishedSql,
  knownItemsSql,
  markVanishedSql,
  seeItemsSql,
  vanishedItemsSql,
} from '../sql/source-statements.ts';

/** What is known of a thing in a source. */
export interface KnownItem {
  /** Under which it was last taken in or refused; empty before. */
  readonly fingerprint: string;
  /** Why it was refused. */
  readonly failure: Failure | null;
  /** The attempt that has listed it last. */
  readonly seen: string | null;
}

/** Whose things these are and who lists them. */
export interface Sighting {
  readonly source: { readonly id: string; readonly tenantId: string; readonly collectionId: string };
  readonly runId: string;
  readonly attempt: string;
}

/** What sources held when they were last read. Reached by jobs through their source, which carries the tenant. */
export class SourceItemRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async fingerprint(sourceId: string, key: string): Promise<string | undefined> {
    const found = (await this.known(sourceId, [key])).get(key)?.fingerprint;
    return found === '' ? undefined : found;
  }

  async known(sourceId: string, keys: readonly string[]): Promise<Map<string, KnownItem>> {
    const rows = await this.#database.dataSource.query<(KnownItem & { key: string })[]>(knownItemsSql, [
      sourceId,
      keys,
    ]);
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** Notes that things were listed; each key once. */
  async see(
    { source, runId, attempt }: Sighting,
    things: readonly { key: string; url: string | undefined }[],
  ): Promise<void> {
    await this.#database.dataSource.query(seeItemsSql, [
      source.id,
      source.tenantId,
      source.collectionId,
      attempt,
      runId,
      things.map(({ key }) => key),
      things.map(({ url }) => url ?? null),
    ]);
  }

  /** What became of a thing under a fingerprint. With an empty one it is read again next time. */
  async settle(
    sourceId: string,
    key: string,
    { fingerprint, failure }: { fingerprint: string; failure: Failure | null },
  ): Promise<void> {
    await this.#database.dataSource.query(
      'update source_item set fingerprint = $3, failure = $4 where source_id = $1 and key = $2',
      [sourceId, key, fingerprint, failure === null ? null : JSON.stringify(failure)],
    );
  }

  /** After a listing that ended well. @returns how many things there were before the run, and how many of them are gone */
  async markVanished({ source, runId, attempt }: Sighting): Promise<{ known: number; vanished: number }> {
    const { dataSource } = this.#database;
    await dataSource.query(markVanishedSql, [source.id, attempt, runId]);
    const [row] = await dataSource.query<{ known: number; vanished: number }[]>(countItemsSql, [source.id, runId]);
    return row ?? { known: 0, vanished: 0 };
  }

  /** At most 100 keys of things that are gone. */
  async vanished(sourceId: string): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ key: string }[]>(vanishedItemsSql, [sourceId]);
    return rows.map(({ key }) => key);
  }

  /** Documents that came of a thing that is gone; none when it has come back meanwhile. */
  async documentsOfVanished(sourceId: string, key: string): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(documentsOfVanishedSql, [sourceId, key]);
    return rows.map(({ id }) => id);
  }

  async forgetVanished(sourceId: string, key: string): Promise<void> {
    await this.#database.dataSource.query('delete from source_item where source_id = $1 and key = $2 and vanished', [
      sourceId,
      key,
    ]);
  }

  /** Documents that came of a thing, but for those with the given source keys. */
  async documents(sourceId: string, key: string, but: readonly string[] = []): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(documentsOfItemSql, [sourceId, key, but]);
    return rows.map(({ id }) => id);
  }
}
