import {
  ScheduleAlertRepository,
  ScheduleChannelRepository,
  ScheduleDeliveryRepository,
  ScheduleHistoryRepository,
  ScheduleRepository,
  ScheduleRunRepository,
  SecretRepository,
  type Database,
  type EvaluationRepository,
} from '@mingda/database';
import type { GoldSets, StartEvaluation } from '@mingda/evaluation';
import type { Config, Logger } from '@mingda/platform';
import { Secrets } from '@mingda/secrets';
import type { JobQueue } from '@mingda/queue';
import { GuardedPoster } from './channels/http-post.ts';
import { ManageChannels } from './channels/manage-channels.ts';
import { SendMessage } from './channels/send-message.ts';
import { MakeReport } from './files/make-report.ts';
import { AdvanceReport } from './runs/advance-report.ts';
import { CloseRun } from './runs/close-run.ts';
import { DeliverReport } from './runs/deliver-report.ts';
import { FireSchedule } from './runs/fire-schedule.ts';
import { ManageSchedules } from './runs/manage-schedules.ts';
import { ReportJobs } from './runs/report-jobs.ts';
import { ResumeReports } from './runs/resume-reports.ts';

export interface ReportingDependencies {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly evaluations: Pick<EvaluationRepository, 'get'>;
  readonly startEvaluation: Pick<StartEvaluation, 'execute'>;
  readonly goldSets: Pick<GoldSets, 'read'>;
  readonly config: Pick<Config, 'reporting' | 'dataDir'>;
  readonly logger: Logger;
  /** The clock; tests give one that jumps. */
  readonly now?: () => Date;
}

/** Scheduled reports, wired once for a process. */
export interface Reporting {
  readonly manageSchedules: ManageSchedules;
  readonly manageChannels: ManageChannels;
  readonly makeReport: MakeReport;
  readonly fireSchedule: FireSchedule;
  readonly advanceReport: AdvanceReport;
  readonly deliverReport: DeliverReport;
  readonly resumeReports: ResumeReports;
}

export function createReporting({ config, now = () => new Date(), ...given }: ReportingDependencies): Reporting {
  const { database, queue, logger, startEvaluation, evaluations, goldSets } = given;
  const { secretKey, previousSecretKey, allowPrivateTargets, publicUrl } = config.reporting;
  const schedules = new ScheduleRepository(database);
  const runs = new ScheduleRunRepository(database);
  const alerts = new ScheduleAlertRepository(database);
  const deliveries = new ScheduleDeliveryRepository(database);
  const channels = new ScheduleChannelRepository(database);
  const history = new ScheduleHistoryRepository(database);
  const secrets = new Secrets(new SecretRepository(database), {
    key: secretKey,
    previousKey: previousSecretKey,
    dataDir: config.dataDir,
  });
  const jobs = new ReportJobs(queue);
  const sendMessage = new SendMessage({ secrets, http: new GuardedPoster({ allowPrivate: allowPrivateTargets }) });
  const makeReport = new MakeReport(history);
  const closeRun = new CloseRun({ database, runs, alerts, deliveries, history, jobs });
  return {
    manageSchedules: new ManageSchedules({
      database,
      schedules,
      runs,
      alerts,
      deliveries,
      channels,
      goldSets,
      jobs,
      now,
    }),
    manageChannels: new ManageChannels({ database, channels, secrets, sendMessage }),
    makeReport,
    fireSchedule: new FireSchedule({ database, schedules, jobs, now }),
    advanceReport: new AdvanceReport({ schedules, runs, evaluations, startEvaluation, closeRun, jobs }),
    deliverReport: new DeliverReport({
      database,
      schedules,
      channels,
      deliveries,
      makeReport,
      sendMessage,
      jobs,
      logger,
      publicUrl,
      now,
    }),
    resumeReports: new ResumeReports({ schedules, runs, deliveries, secrets, jobs, logger, now }),
  };
}
