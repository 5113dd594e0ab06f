import type { AccessScope, Notice, ReportRun } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import { scopeParameters, scopeSql } from '../scope.ts';
import { deliveriesOf } from './schedule-delivery.repository.ts';

/** One due time of a schedule and what became of it. */
export interface StoredRun {
  readonly id: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly scheduleId: string;
  readonly dueAt: Date;
  readonly missed: number;
  readonly state: ReportRun['state'];
  readonly evaluationId: string | null;
  readonly startedAt: Date | null;
}

const shown = 50;

export class ScheduleRunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first, at most 50. */
  async list(scope: AccessScope, scheduleId: string): Promise<ReportRun[]> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select r.* from report_run r where ${scopeSql('r')} and r.schedule_id = $3 order by r.due_at desc limit ${shown}`,
      [...scopeParameters(scope), scheduleId],
    );
    return this.#views(rows);
  }

  /** The latest run of each schedule in the scope, by schedule. */
  async latest(scope: AccessScope): Promise<ReadonlyMap<string, ReportRun>> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select distinct on (r.schedule_id) r.* from report_run r where ${scopeSql('r')} order by r.schedule_id, r.due_at desc`,
      scopeParameters(scope),
    );
    return new Map((await this.#views(rows)).map((run) => [run.scheduleId, run]));
  }

  /** The run of a schedule that is being made. */
  async current(scheduleId: string): Promise<StoredRun | null> {
    const rows = await this.#database.dataSource.query<Row[]>(
      "select * from report_run where schedule_id = $1 and state in ('starting', 'running')",
      [scheduleId],
    );
    return rows.length === 0 ? null : toRun(rows[0]);
  }

  /** Takes the oldest waiting run, unless one is being made. An index keeps a second taker out. */
  async claim(scheduleId: string): Promise<StoredRun | null> {
    const [rows] = await this.#database.dataSource.query<[Row[], number]>(claimSql, [scheduleId]);
    return rows.length === 0 ? null : toRun(rows[0]);
  }

  /** Joins a run with the evaluation that measures it. */
  async attach(id: string, evaluationId: string): Promise<void> {
    await this.#database.dataSource.query(
      "update report_run set state = 'running', evaluation_id = $2 where id = $1 and state = 'starting'",
      [id, evaluationId],
    );
  }

  /**
   * An evaluation that a run has started before its process died: of the same questions, begun since, of no other run.
   */
  async orphan(run: StoredRun, questions: { goldSet: string; limit: number | null }): Promise<string | null> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(orphanSql, [
      run.collectionId,
      questions.goldSet,
      questions.limit,
      run.startedAt,
    ]);
    return rows[0]?.id ?? null;
  }

  /** @returns false when it has ended already */
  async finish(id: string, headline: readonly Notice[], tx: EntityManager): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `update report_run set state = 'finished', headline = $2, finished_at = now()
       where id = $1 and state in ('starting', 'running')`,
      [id, JSON.stringify(headline)],
    );
    return count > 0;
  }

  /** @returns false when it has ended already */
  async fail(id: string, failure: Failure, tx: EntityManager): Promise<boolean> {
    const [, count] = await tx.query<[unknown, number]>(
      `update report_run set state = 'failed', failure = $2, finished_at = now()
       where id = $1 and state in ('waiting', 'starting', 'running')`,
      [id, JSON.stringify(failure)],
    );
    return count > 0;
  }

  /** Whether the run before this one failed too. */
  async failedBefore(run: StoredRun, tx: EntityManager): Promise<boolean> {
    const rows = await tx.query<{ state: string }[]>(
      'select state from report_run where schedule_id = $1 and due_at < $2 order by due_at desc limit 1',
      [run.scheduleId, run.dueAt],
    );
    return rows[0]?.state === 'failed';
  }

  /** Schedules with runs that have not ended. */
  async unfinished(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ schedule_id: string }[]>(
      "select distinct schedule_id from report_run where state in ('waiting', 'starting', 'running')",
    );
    return rows.map((row) => row.schedule_id);
  }

  async #views(rows: readonly Row[]): Promise<ReportRun[]> {
    const deliveries = await deliveriesOf(
      this.#database.dataSource.manager,
      rows.map((row) => row.id),
    );
    return rows.map((row) => ({
      id: row.id,
      scheduleId: row.schedule_id,
      collectionId: row.collection_id,
      dueAt: row.due_at.toISOString(),
      missed: row.missed,
      state: row.state,
      evaluationId: row.evaluation_id,
      headline: row.headline,
      failure: row.failure,
      createdAt: row.created_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
      deliveries: deliveries.get(row.id) ?? [],
    }));
  }
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly collection_id: string;
  readonly schedule_id: string;
  readonly due_at: Date;
  readonly missed: number;
  readonly state: ReportRun['state'];
  readonly evaluation_id: string | null;
  readonly headline: Notice[] | null;
  readonly failure: Failure | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

function toRun(row: Row): StoredRun {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    collectionId: row.collection_id,
    scheduleId: row.schedule_id,
    dueAt: row.due_at,
    missed: row.missed,
    state: row.state,
    evaluationId: row.evaluation_id,
    startedAt: row.started_at,
  };
}

const claimSql = `
update report_run set state = 'starting', started_at = now()
where id = (select w.id from report_run w where w.schedule_id = $1 and w.state = 'waiting' order by w.due_at limit 1 for update skip locked)
  and not exists (select 1 from report_run b where b.schedule_id = $1 and b.state in ('starting', 'running'))
returning *`;

const orphanSql = `
select e.id from evaluation e join collection c on c.id = e.collection_id
where e.collection_id = $1 and e.gold_set = $2 and e.question_limit is not distinct from $3 and e.created_at >= $4
  and (e.profile_version is null or e.profile_version = c.profile_version) and e.metric_names is null and not e.reuse
  and not exists (select 1 from report_run r where r.evaluation_id = e.id)
order by e.created_at limit 1`;
