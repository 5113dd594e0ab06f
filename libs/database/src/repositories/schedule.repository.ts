import type { AccessScope, Floors, ReportFileFormat, ScheduleInput } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { reaches, scopeParameters, scopeSql } from '../scope.ts';

/** A schedule as stored; what its runs say is read apart. */
export interface StoredSchedule {
  readonly id: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly name: string;
  readonly goldSet: string;
  readonly limit: number | null;
  readonly cron: string;
  readonly timeZone: string;
  readonly language: 'zh' | 'en';
  readonly formats: readonly ReportFileFormat[];
  readonly channelIds: readonly string[];
  readonly floors: Floors;
  readonly enabled: boolean;
  /** Null while it is switched off. */
  readonly nextDueAt: Date | null;
  readonly createdAt: Date;
}

export interface Firing {
  readonly schedule: StoredSchedule;
  /** The latest due time that has come. */
  readonly dueAt: Date;
  /** Due times before it that nobody fired. */
  readonly missed: number;
  readonly nextDueAt: Date;
}

export class ScheduleRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `SCHEDULE_EXISTS` */
  async create(scope: AccessScope, input: ScheduleInput, placing: Placing): Promise<StoredSchedule> {
    const { collectionId } = input;
    const known =
      reaches(scope, collectionId) &&
      (await placing.tx.existsBy(CollectionEntity, { tenantId: scope.tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const rows = await placing.tx.query<Row[]>(insertSql, [scope.tenantId, ...values(input, placing.nextDueAt)]);
    if (rows.length === 0) throw new MingdaError('SCHEDULE_EXISTS', { subject: input.name });
    return toSchedule(rows[0]);
  }

  /** @throws MingdaError `SCHEDULE_NOT_FOUND`, `SCHEDULE_EXISTS`, `COLLECTION_NOT_FOUND` */
  async update(
    scope: AccessScope,
    id: string,
    { input, nextDueAt, tx }: Placing & { input: ScheduleInput },
  ): Promise<StoredSchedule> {
    const { collectionId, name } = input;
    const known =
      reaches(scope, collectionId) &&
      (await tx.existsBy(CollectionEntity, { tenantId: scope.tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const taken = await tx.query<unknown[]>(
      'select 1 from report_schedule where tenant_id = $1 and name = $2 and id <> $3',
      [scope.tenantId, name, id],
    );
    if (taken.length > 0) throw new MingdaError('SCHEDULE_EXISTS', { subject: name });
    const rows = await tx.query<[Row[], number]>(updateSql, [
      ...scopeParameters(scope),
      id,
      ...values(input, nextDueAt),
    ]);
    if (rows[0].length === 0) throw new MingdaError('SCHEDULE_NOT_FOUND', { subject: id });
    return toSchedule(rows[0][0]);
  }

  /** Its runs, alerts and deliveries go with it; evaluations stay. @returns false when there is no such schedule */
  async delete(scope: AccessScope, id: string): Promise<boolean> {
    const [, count] = await this.#database.dataSource.query<[unknown, number]>(
      `delete from report_schedule s where ${scopeSql('s')} and s.id = $3`,
      [...scopeParameters(scope), id],
    );
    return count > 0;
  }

  async get(scope: AccessScope, id: string): Promise<StoredSchedule | null> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select s.* from report_schedule s where ${scopeSql('s')} and s.id = $3`,
      [...scopeParameters(scope), id],
    );
    return rows.length === 0 ? null : toSchedule(rows[0]);
  }

  /** By name. */
  async list(scope: AccessScope): Promise<StoredSchedule[]> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select s.* from report_schedule s where ${scopeSql('s')} order by s.name`,
      scopeParameters(scope),
    );
    return rows.map(toSchedule);
  }

  /** For jobs, which have no caller. */
  async load(id: string): Promise<StoredSchedule | null> {
    const rows = await this.#database.dataSource.query<Row[]>('select * from report_schedule where id = $1', [id]);
    return rows.length === 0 ? null : toSchedule(rows[0]);
  }

  /** The row, locked until the transaction ends: whoever holds it decides alone whether its time has come. */
  async lock(id: string, tx: EntityManager): Promise<StoredSchedule | null> {
    const rows = await tx.query<Row[]>('select * from report_schedule where id = $1 for update', [id]);
    return rows.length === 0 ? null : toSchedule(rows[0]);
  }

  /** Schedules that are switched on, of every tenant. */
  async enabled(): Promise<StoredSchedule[]> {
    const rows = await this.#database.dataSource.query<Row[]>(
      'select * from report_schedule where enabled order by created_at',
    );
    return rows.map(toSchedule);
  }

  /**
   * Notes that a due time has come, and the next one. While a run of the schedule waits already, the due time is counted
   * on that one: it would measure the same. A due time that has its run keeps it.
   */
  async recordFiring({ schedule, dueAt, missed, nextDueAt }: Firing, tx: EntityManager): Promise<void> {
    const [, waiting] = await tx.query<[unknown, number]>(
      "update report_run set missed = missed + $2 where schedule_id = $1 and state = 'waiting'",
      [schedule.id, missed + 1],
    );
    if (waiting === 0) {
      await tx.query(insertRunSql, [schedule.tenantId, schedule.collectionId, schedule.id, dueAt, missed]);
    }
    await this.setNextDue(schedule.id, nextDueAt, tx);
  }

  /** A run that somebody asked for; one that waits already serves. */
  async recordRequest(schedule: StoredSchedule, at: Date, tx: EntityManager): Promise<void> {
    await tx.query(requestRunSql, [schedule.tenantId, schedule.collectionId, schedule.id, at]);
  }

  async setNextDue(id: string, nextDueAt: Date | null, tx: EntityManager): Promise<void> {
    await tx.query('update report_schedule set next_due_at = $2 where id = $1', [id, nextDueAt]);
  }
}

interface Placing {
  /** Null when it is switched off. */
  readonly nextDueAt: Date | null;
  readonly tx: EntityManager;
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly collection_id: string;
  readonly name: string;
  readonly gold_set: string;
  readonly question_limit: number | null;
  readonly cron: string;
  readonly time_zone: string;
  readonly language: 'zh' | 'en';
  readonly formats: ReportFileFormat[];
  readonly channel_ids: string[];
  readonly floors: Floors;
  readonly enabled: boolean;
  readonly next_due_at: Date | null;
  readonly created_at: Date;
}

function values(input: ScheduleInput, nextDueAt: Date | null): unknown[] {
  return [
    input.collectionId,
    input.name,
    input.goldSet,
    input.limit,
    input.cron,
    input.timeZone,
    input.language,
    input.formats,
    input.channelIds,
    JSON.stringify(input.floors),
    input.enabled,
    nextDueAt,
  ];
}

function toSchedule(row: Row): StoredSchedule {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    collectionId: row.collection_id,
    name: row.name,
    goldSet: row.gold_set,
    limit: row.question_limit,
    cron: row.cron,
    timeZone: row.time_zone,
    language: row.language,
    formats: row.formats,
    channelIds: row.channel_ids,
    floors: row.floors,
    enabled: row.enabled,
    nextDueAt: row.next_due_at,
    createdAt: row.created_at,
  };
}

const insertSql = `
insert into report_schedule (tenant_id, collection_id, name, gold_set, question_limit, cron, time_zone, language, formats,
  channel_ids, floors, enabled, next_due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (tenant_id, name) do nothing
returning *`;

const updateSql = `
update report_schedule s set collection_id = $4, name = $5, gold_set = $6, question_limit = $7, cron = $8, time_zone = $9,
  language = $10, formats = $11, channel_ids = $12, floors = $13, enabled = $14, next_due_at = $15, updated_at = now()
where ${scopeSql('s')} and s.id = $3
returning s.*`;

const insertRunSql = `
insert into report_run (tenant_id, collection_id, schedule_id, due_at, missed) values ($1, $2, $3, $4, $5)
on conflict (schedule_id, due_at) do nothing`;

const requestRunSql = `
insert into report_run (tenant_id, collection_id, schedule_id, due_at)
select $1, $2, $3, $4 where not exists (select 1 from report_run where schedule_id = $3 and state = 'waiting')
on conflict (schedule_id, due_at) do nothing`;
