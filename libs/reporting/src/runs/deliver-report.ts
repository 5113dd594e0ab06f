import type {
  Database,
  DeliveryWork,
  ScheduleChannelRepository,
  ScheduleDeliveryRepository,
  ScheduleRepository,
  StoredSchedule,
} from '@mingda/database';
import { MingdaError, toMingdaError, type Logger } from '@mingda/platform';
import { BusyError } from '../channels/channel.ts';
import type { Message } from '../channels/message.ts';
import type { SendMessage } from '../channels/send-message.ts';
import type { MakeReport } from '../files/make-report.ts';
import { messageTexts } from './message-texts.ts';
import type { ReportJobs } from './report-jobs.ts';
import { scopeOf } from './advance-report.ts';

interface Dependencies {
  readonly database: Database;
  readonly schedules: ScheduleRepository;
  readonly channels: ScheduleChannelRepository;
  readonly deliveries: ScheduleDeliveryRepository;
  readonly makeReport: MakeReport;
  readonly sendMessage: SendMessage;
  readonly jobs: ReportJobs;
  readonly logger: Logger;
  readonly publicUrl: string | undefined;
  readonly now: () => Date;
}

/** Seconds to wait after each try that may pass; together about nine hours, as mail servers do. */
const pauses = [30, 120, 300, 900, 1800, 3600, 7200, 14_400] as const;
const longestPause = 14_400;

/**
 * The `deliver-report` job: sends one message over one channel. A receiver that is away is tried again with growing
 * pauses, one that says no is not. The row says what became of it.
 */
export class DeliverReport {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(deliveryId: string): Promise<void> {
    const { channels, deliveries, schedules, sendMessage } = this.#dependencies;
    const work = await deliveries.load(deliveryId);
    if (work === null) return;
    const early = (work.nextTryAt?.getTime() ?? 0) - this.#dependencies.now().getTime();
    if (early > 0) {
      // A second job for the same delivery, as after a restart, must not shorten the pause.
      await this.#dependencies.jobs.deliver(deliveryId, { delaySeconds: Math.ceil(early / 1000) });
      return;
    }
    const channel = await channels.get(work, work.channelId);
    const schedule = await schedules.load(work.scheduleId);
    if (channel === null || schedule === null) return;
    try {
      await sendMessage.execute(
        channel,
        await this.#message(work, schedule, channel.kind === 'email' || channel.kind === 'webhook'),
      );
    } catch (error) {
      await this.#failed(work, error);
      return;
    }
    await deliveries.sent(deliveryId);
  }

  /** The last try of the queue itself has failed. */
  async giveUp(deliveryId: string, error: unknown): Promise<void> {
    const work = await this.#dependencies.deliveries.load(deliveryId);
    if (work !== null) await this.#failed(work, error);
  }

  async #failed(work: DeliveryWork, thrown: unknown): Promise<void> {
    const { database, deliveries, jobs, logger, now } = this.#dependencies;
    const error = toMingdaError(thrown);
    const asked = error instanceof BusyError ? (error.retryAfterSeconds ?? 0) : 0;
    const pause = pauses[work.tries];
    const seconds =
      error.entry.retryable && pause !== undefined ? Math.min(longestPause, Math.max(pause, asked)) : null;
    // The detail may hold what the receiver said, never what was sent to it.
    logger.warn({ delivery: work.id, code: error.code, detail: error.detail, again: seconds }, 'a delivery failed');
    const { en, zh } = error.entry;
    const detail = error.detail === undefined ? {} : { subject: error.detail };
    await database.transaction(async (tx) => {
      const nextTryAt = seconds === null ? null : new Date(now().getTime() + seconds * 1000);
      await deliveries.failed(work.id, { code: error.code, en, zh, ...detail }, { nextTryAt, tx });
      if (seconds !== null) await jobs.deliver(work.id, { tx, delaySeconds: seconds });
    });
  }

  async #message(work: DeliveryWork, schedule: StoredSchedule, takesFiles: boolean): Promise<Message> {
    const { makeReport, publicUrl } = this.#dependencies;
    const { language } = schedule;
    const texts = messageTexts[language];
    const base = { id: work.id, kind: work.kind, language };
    const link =
      publicUrl === undefined || work.evaluationId === null
        ? undefined
        : { url: new URL(`/evaluations/${work.evaluationId}`, publicUrl).href, label: texts.open };
    const data = { scheduleId: schedule.id, runId: work.runId, evaluationId: work.evaluationId };
    if (work.kind === 'alert') {
      return {
        ...base,
        title: texts.alertTitle(schedule.name),
        facts: [],
        sentences: work.notices.map((notice) => notice[language]),
        link,
        attachments: [],
        data,
      };
    }
    if (work.evaluationId === null) throw new MingdaError('EVALUATION_NOT_FOUND');
    const scope = scopeOf(work);
    const summary = await makeReport.summary(scope, work.evaluationId, language);
    const attachments = [];
    for (const format of takesFiles ? schedule.formats : []) {
      attachments.push(await makeReport.file(scope, { evaluationId: work.evaluationId, format, language }));
    }
    return {
      ...base,
      title: texts.reportTitle(schedule.name, summary.day),
      facts: summary.facts,
      sentences: [...work.headline.map((notice) => notice[language]), ...summary.findings],
      link,
      attachments,
      data: { ...data, metrics: summary.metrics, counts: summary.counts },
    };
  }
}
