import type { AccessScope, Notice, ReportDelivery } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import { scopeParameters, scopeSql } from '../scope.ts';

/** What is told about a run, to every channel of its schedule. */
export interface NewDeliveries {
  readonly runId: string;
  readonly kind: ReportDelivery['kind'];
  /** What an alert says; a report says what its evaluation does. */
  readonly notices: readonly Notice[];
}

/** All that is needed to send one message. */
export interface DeliveryWork {
  readonly id: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly scheduleId: string;
  readonly runId: string;
  readonly channelId: string;
  readonly kind: ReportDelivery['kind'];
  readonly notices: readonly Notice[];
  readonly headline: readonly Notice[];
  readonly evaluationId: string | null;
  readonly tries: number;
  /** Not to be tried before; null when it may be at once. */
  readonly nextTryAt: Date | null;
}

export class ScheduleDeliveryRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One for each channel that the schedule has now; one that exists stays as it is. @returns ids of the new ones */
  async create({ runId, kind, notices }: NewDeliveries, tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(createSql, [runId, kind, JSON.stringify(notices)]);
    return rows.map((row) => row.id);
  }

  /** Null when it was sent, was given up or is gone. */
  async load(id: string): Promise<DeliveryWork | null> {
    const rows = await this.#database.dataSource.query<WorkRow[]>(loadSql, [id]);
    if (rows.length === 0) return null;
    const [row] = rows;
    return {
      id: row.id,
      tenantId: row.tenant_id,
      collectionId: row.collection_id,
      scheduleId: row.schedule_id,
      runId: row.run_id,
      channelId: row.channel_id,
      kind: row.kind,
      notices: row.notices,
      headline: row.headline ?? [],
      evaluationId: row.evaluation_id,
      tries: row.tries,
      nextTryAt: row.next_try_at,
    };
  }

  async sent(id: string): Promise<void> {
    await this.#database.dataSource.query(
      "update report_delivery set state = 'sent', tries = tries + 1, failure = null, next_try_at = null, sent_at = now() where id = $1",
      [id],
    );
  }

  /** `nextTryAt` null gives it up. */
  async failed(id: string, failure: Failure, again: { nextTryAt: Date | null; tx: EntityManager }): Promise<void> {
    await again.tx.query(
      `update report_delivery set state = case when $3::timestamptz is null then 'failed' else 'waiting' end,
         tries = tries + 1, failure = $2, next_try_at = $3 where id = $1`,
      [id, JSON.stringify(failure), again.nextTryAt],
    );
  }

  /** Puts a failed one back to the start. @returns null when there is none that has failed */
  async retry(scope: AccessScope, id: string, tx: EntityManager): Promise<ReportDelivery | null> {
    const [rows] = await tx.query<[{ run_id: string }[], number]>(
      `update report_delivery d set state = 'waiting', tries = 0, next_try_at = null
       where ${scopeSql('d')} and d.id = $3 and d.state = 'failed' returning d.run_id`,
      [...scopeParameters(scope), id],
    );
    if (rows.length === 0) return null;
    const all = await deliveriesOf(tx, [rows[0].run_id]);
    return all.get(rows[0].run_id)?.find((it) => it.id === id) ?? null;
  }

  /** Ids of those that wait to be sent. */
  async unfinished(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(
      "select id from report_delivery where state = 'waiting' and (next_try_at is null or next_try_at <= now())",
    );
    return rows.map((row) => row.id);
  }
}

/** Deliveries of runs, by run, in the order of channel names. Callers have checked that they may see the runs. */
export async function deliveriesOf(
  manager: EntityManager,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, ReportDelivery[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await manager.query<DeliveryRow[]>(listSql, [runIds]);
  return new Map([...Map.groupBy(rows, (row) => row.run_id)].map(([runId, own]) => [runId, own.map(toDelivery)]));
}

interface DeliveryRow {
  readonly id: string;
  readonly run_id: string;
  readonly channel_id: string;
  readonly channel_name: string;
  readonly kind: ReportDelivery['kind'];
  readonly state: ReportDelivery['state'];
  readonly tries: number;
  readonly failure: Failure | null;
  readonly next_try_at: Date | null;
  readonly sent_at: Date | null;
}

interface WorkRow extends DeliveryRow {
  readonly tenant_id: string;
  readonly collection_id: string;
  readonly schedule_id: string;
  readonly notices: Notice[];
  readonly headline: Notice[] | null;
  readonly evaluation_id: string | null;
}

function toDelivery(row: DeliveryRow): ReportDelivery {
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    kind: row.kind,
    state: row.state,
    tries: row.tries,
    failure: row.failure,
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}

const listSql = `
select d.*, c.name as channel_name from report_delivery d join report_channel c on c.id = d.channel_id
where d.run_id = any($1) order by d.kind desc, c.name`;

const createSql = `
insert into report_delivery (tenant_id, collection_id, run_id, channel_id, kind, notices)
select r.tenant_id, r.collection_id, r.id, c.id, $2, $3
from report_run r join report_schedule s on s.id = r.schedule_id
join report_channel c on c.id = any(s.channel_ids) and c.tenant_id = r.tenant_id
where r.id = $1
on conflict (run_id, channel_id, kind) do nothing
returning id`;

const loadSql = `
select d.*, r.schedule_id, r.headline, r.evaluation_id from report_delivery d join report_run r on r.id = d.run_id
where d.id = $1 and d.state = 'waiting'`;
