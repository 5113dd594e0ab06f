import type { AccessScope, SourceRun, SourceRunFailure } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import { scopeParameters, scopeSql } from '../scope.ts';
import {
  beginRunSql,
  cancelRunSql,
  confirmRunSql,
  endRunSql,
  isOwnRunSql,
  listingEndedSql,
  overtakeSql,
  postponeRunSql,
  progressSql,
  requestRunSql,
} from '../sql/source-statements.ts';

export interface RunCounts {
  listed: number;
  changed: number;
  accepted: number;
  deleted: number;
  failed: number;
}

/** A run in the hands of one worker: what it writes counts as long as no other attempt has begun and nobody cancelled. */
export interface OwnRun {
  readonly id: string;
  readonly attempt: string;
  /** A person has confirmed that what vanished is deleted: nothing is listed again. */
  readonly deleting: boolean;
  readonly counts: Readonly<RunCounts>;
}

type Owned = Pick<OwnRun, 'id' | 'attempt'>;

const shown = 50;
const mostFailures = 1000;

export class SourceRunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A run that waits or goes on serves; one that waits for a person is overtaken. @returns whether one was made */
  async request(
    source: { id: string; tenantId: string; collectionId: string },
    trigger: SourceRun['trigger'],
    tx: EntityManager,
  ): Promise<boolean> {
    await tx.query(overtakeSql, [source.id]);
    const rows = await tx.query<unknown[]>(`${requestRunSql} returning id`, [
      source.tenantId,
      source.collectionId,
      source.id,
      trigger,
    ]);
    return rows.length > 0;
  }

  /** Takes the run of a source that waits, or one whose worker is gone. @returns null when there is nothing to do */
  async begin(sourceId: string, attempt: string): Promise<OwnRun | null> {
    return this.#database.transaction(async (tx) => {
      const [rows] = await tx.query<[Row[], number]>(beginRunSql, [sourceId, attempt]);
      const [row] = rows;
      if (row === undefined) return null;
      if (!row.deleting) await tx.query('delete from source_run_failure where run_id = $1', [row.id]);
      const { listed, changed, accepted, deleted, failed } = row;
      return {
        id: row.id,
        attempt,
        deleting: row.deleting,
        counts: { listed, changed, accepted, deleted, failed },
      };
    });
  }

  async isOwn({ id, attempt }: Owned): Promise<boolean> {
    return (await this.#database.dataSource.query<unknown[]>(isOwnRunSql, [id, attempt])).length > 0;
  }

  /** @returns false when the run is not this attempt's any more */
  async progress({ id, attempt }: Owned, counts: RunCounts): Promise<boolean> {
    const { listed, changed, accepted, deleted, failed } = counts;
    return this.#changed(progressSql, [id, attempt, listed, changed, accepted, deleted, failed]);
  }

  async listingEnded({ id, attempt }: Owned, vanished: number): Promise<boolean> {
    return this.#changed(listingEndedSql, [id, attempt, vanished]);
  }

  /** It waits for another try of its job. */
  async postpone({ id, attempt }: Owned, failure: Failure): Promise<void> {
    await this.#changed(postponeRunSql, [id, attempt, JSON.stringify(failure)]);
  }

  async end(
    { id, attempt }: Owned,
    state: 'finished' | 'needs-confirmation' | 'failed',
    failure: Failure | null = null,
  ): Promise<void> {
    await this.#changed(endRunSql, [id, attempt, state, failure === null ? null : JSON.stringify(failure)]);
  }

  /** When no try is left. */
  async giveUp(sourceId: string, failure: Failure): Promise<void> {
    await this.#database.dataSource.query(
      `update source_run set state = 'failed', failure = $2, finished_at = now()
       where source_id = $1 and state in ('waiting', 'running')`,
      [sourceId, JSON.stringify(failure)],
    );
  }

  /** Further ones than 1000 are counted and not kept. */
  async addFailures(
    { id }: Owned,
    source: { tenantId: string; collectionId: string },
    failures: readonly SourceRunFailure[],
  ): Promise<void> {
    const { dataSource } = this.#database;
    const [stored] = await dataSource.query<{ count: number }[]>(
      'select count(*)::int as count from source_run_failure where run_id = $1',
      [id],
    );
    const kept = failures.slice(0, Math.max(0, mostFailures - (stored?.count ?? 0)));
    if (kept.length === 0) return;
    await dataSource.query(
      `insert into source_run_failure (run_id, tenant_id, collection_id, key, failure)
       select $1, $2, $3, it.key, it.failure from unnest($4::text[], $5::jsonb[]) as it(key, failure)`,
      [
        id,
        source.tenantId,
        source.collectionId,
        kept.map(({ key }) => key),
        kept.map(({ failure }) => JSON.stringify(failure)),
      ],
    );
  }

  async cancel(scope: AccessScope, sourceId: string, tx?: EntityManager): Promise<void> {
    await (tx ?? this.#database.dataSource).query(cancelRunSql, [...scopeParameters(scope), sourceId]);
  }

  /** @returns false when no run of the source waits for a person */
  async confirm(
    scope: AccessScope,
    sourceId: string,
    { remove, tx }: { remove: boolean; tx: EntityManager },
  ): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(confirmRunSql, [...scopeParameters(scope), sourceId, remove]);
    return count > 0;
  }

  /** Newest first, at most 50. */
  async list(scope: AccessScope, sourceId: string): Promise<SourceRun[]> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select r.* from source_run r where ${scopeSql('r')} and r.source_id = $3
       order by r.created_at desc limit ${shown}`,
      [...scopeParameters(scope), sourceId],
    );
    return rows.map(toRun);
  }

  /** The newest run of each source of a collection, by source. */
  async latest(scope: AccessScope, collectionId: string): Promise<ReadonlyMap<string, SourceRun>> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select distinct on (r.source_id) r.* from source_run r where ${scopeSql('r')} and r.collection_id = $3
       order by r.source_id, r.created_at desc`,
      [...scopeParameters(scope), collectionId],
    );
    return new Map(rows.map((row) => [row.source_id, toRun(row)]));
  }

  async failures(scope: AccessScope, runId: string): Promise<SourceRunFailure[]> {
    return this.#database.dataSource.query<SourceRunFailure[]>(
      `select f.key, f.failure from source_run_failure f where ${scopeSql('f')} and f.run_id = $3 order by f.id`,
      [...scopeParameters(scope), runId],
    );
  }

  /** Sources with runs that have not ended, of every tenant. */
  async unfinished(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ source_id: string }[]>(
      "select source_id from source_run where state in ('waiting', 'running')",
    );
    return rows.map((row) => row.source_id);
  }

  /** Keeps the newest runs of a source. */
  async forgetOld(sourceId: string): Promise<void> {
    await this.#database.dataSource.query(
      `delete from source_run where source_id = $1 and id not in (
         select id from source_run where source_id = $1 order by created_at desc limit ${shown})`,
      [sourceId],
    );
  }

  async #changed(sql: string, parameters: unknown[]): Promise<boolean> {
    const [, count] = await this.#database.dataSource.query<[unknown, number]>(sql, parameters);
    return count > 0;
  }
}

interface Row {
  readonly id: string;
  readonly source_id: string;
  readonly trigger: SourceRun['trigger'];
  readonly state: SourceRun['state'];
  readonly deleting: boolean;
  readonly listed: number;
  readonly changed: number;
  readonly accepted: number;
  readonly vanished: number;
  readonly deleted: number;
  readonly failed: number;
  readonly failure: Failure | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

function toRun(row: Row): SourceRun {
  return {
    id: row.id,
    sourceId: row.source_id,
    trigger: row.trigger,
    state: row.state,
    listed: row.listed,
    changed: row.changed,
    accepted: row.accepted,
    vanished: row.vanished,
    deleted: row.deleted,
    failed: row.failed,
    failure: row.failure,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
