import type { AccessScope, MetricName, ReportAlert } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters, scopeSql } from '../scope.ts';
import type { StoredRun } from './schedule-run.repository.ts';

export type NewAlert = Pick<ReportAlert, 'metric' | 'source' | 'value' | 'threshold'>;

export class ScheduleAlertRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Alerts that have not recovered, by schedule. */
  async open(scope: AccessScope): Promise<ReadonlyMap<string, ReportAlert[]>> {
    const rows = await this.#database.dataSource.query<Row[]>(
      `select a.* from report_alert a where ${scopeSql('a')} and a.recovered_at is null order by a.opened_at`,
      scopeParameters(scope),
    );
    return new Map([...Map.groupBy(rows, (row) => row.schedule_id)].map(([id, own]) => [id, own.map(toAlert)]));
  }

  /** Of one schedule, read by the transaction that may change them. */
  async openOf(scheduleId: string, tx: EntityManager): Promise<ReportAlert[]> {
    const rows = await tx.query<Row[]>(
      'select * from report_alert where schedule_id = $1 and recovered_at is null order by opened_at',
      [scheduleId],
    );
    return rows.map(toAlert);
  }

  async raise(run: StoredRun, alert: NewAlert, tx: EntityManager): Promise<void> {
    await tx.query(raiseSql, [
      run.tenantId,
      run.collectionId,
      run.scheduleId,
      run.id,
      alert.metric,
      alert.source,
      alert.value,
      alert.threshold,
    ]);
  }

  /** `value` null when the metric is not watched any more. */
  async recover(id: string, value: number | null, tx: EntityManager): Promise<void> {
    await tx.query(
      'update report_alert set recovered_at = now(), recovered_value = $2 where id = $1 and recovered_at is null',
      [id, value],
    );
  }
}

interface Row {
  readonly id: string;
  readonly schedule_id: string;
  readonly metric: MetricName;
  readonly source: ReportAlert['source'];
  readonly value: number;
  readonly threshold: number;
  readonly opened_at: Date;
}

function toAlert(row: Row): ReportAlert {
  const { id, metric, source, value, threshold } = row;
  return { id, metric, source, value, threshold, openedAt: row.opened_at.toISOString() };
}

const raiseSql = `
insert into report_alert (tenant_id, collection_id, schedule_id, run_id, metric, source, value, threshold)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (schedule_id, metric) where recovered_at is null do nothing`;
