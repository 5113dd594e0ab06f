import type { Notice } from '@mingda/contracts';
import type {
  Database,
  EntityManager,
  ReportWithHistory,
  ScheduleAlertRepository,
  ScheduleDeliveryRepository,
  ScheduleHistoryRepository,
  ScheduleRunRepository,
  StoredRun,
  StoredSchedule,
} from '@mingda/database';
import { compareReports, headlineNotices } from '@mingda/evaluation';
import { alertNotices, failureNotice, runsAgainNotice } from '../alerts/alert-texts.ts';
import { watchMetrics } from '../alerts/watch-metrics.ts';
import { MingdaError } from '@mingda/platform';
import type { ReportJobs } from './report-jobs.ts';

interface Dependencies {
  readonly database: Database;
  readonly runs: ScheduleRunRepository;
  readonly alerts: ScheduleAlertRepository;
  readonly deliveries: ScheduleDeliveryRepository;
  readonly history: ScheduleHistoryRepository;
  readonly jobs: ReportJobs;
}

type RunFailure = Notice & { readonly code: string; readonly subject?: string };

/**
 * Ends a run: what it says, which alerts it raises and what has to be sent are one transaction, so that a crash leaves
 * either none of it or all of it.
 */
export class CloseRun {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async finish(schedule: StoredSchedule, run: StoredRun, evaluationId: string): Promise<void> {
    const { database, runs, alerts, history } = this.#dependencies;
    const measured = await history.read({ tenantId: run.tenantId, collectionIds: [run.collectionId] }, evaluationId);
    if (measured === null) throw new MingdaError('EVALUATION_NOT_FOUND', { subject: evaluationId });
    const { report, previous } = measured;
    const comparison = previous === null ? null : compareReports(previous, report);
    await database.transaction(async (tx) => {
      if (!(await runs.finish(run.id, headlineNotices(report, comparison), tx))) return;
      const open = await alerts.openOf(schedule.id, tx);
      const changes = watchMetrics({ report, past: comparable(measured), floors: schedule.floors, open });
      for (const alert of changes.raised) await alerts.raise(run, alert, tx);
      for (const { alert, value } of changes.recovered) await alerts.recover(alert.id, value, tx);
      const again = (await runs.failedBefore(run, tx)) ? [runsAgainNotice()] : [];
      await this.#tell(run, [...alertNotices(changes), ...again], tx);
      await this.#queueDeliveries({ runId: run.id, kind: 'report', notices: [] }, tx);
    });
  }

  /** Told once: a schedule that fails every night does not ring every night. */
  async fail(run: StoredRun, failure: RunFailure): Promise<void> {
    const { database, runs } = this.#dependencies;
    await database.transaction(async (tx) => {
      if (!(await runs.fail(run.id, failure, tx))) return;
      if (!(await runs.failedBefore(run, tx))) await this.#tell(run, [failureNotice(failure)], tx);
    });
  }

  async #tell(run: StoredRun, notices: readonly Notice[], tx: EntityManager): Promise<void> {
    if (notices.length > 0) await this.#queueDeliveries({ runId: run.id, kind: 'alert', notices }, tx);
  }

  async #queueDeliveries(input: Parameters<ScheduleDeliveryRepository['create']>[0], tx: EntityManager): Promise<void> {
    const { deliveries, jobs } = this.#dependencies;
    for (const id of await deliveries.create(input, tx)) await jobs.deliver(id, { tx });
  }
}

/** Runs of other questions say nothing about what is usual for these. */
function comparable({ report, past }: ReportWithHistory) {
  const questions = report.run?.questionsSha256;
  return past.filter((it) => questions !== undefined && it.questionsSha256 === questions).map((it) => it.metrics);
}
