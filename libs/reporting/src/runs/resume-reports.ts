import type { ScheduleDeliveryRepository, ScheduleRepository, ScheduleRunRepository } from '@mingda/database';
import type { Logger } from '@mingda/platform';
import type { Secrets } from '@mingda/secrets';
import type { ReportJobs } from './report-jobs.ts';

interface Dependencies {
  readonly schedules: ScheduleRepository;
  readonly runs: ScheduleRunRepository;
  readonly deliveries: ScheduleDeliveryRepository;
  readonly secrets: Secrets;
  readonly jobs: ReportJobs;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** What a starting process does: every row that waits gets its job again, and secrets of an old key get the new one. */
export class ResumeReports {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(): Promise<void> {
    const { schedules, runs, deliveries, secrets, jobs, logger, now } = this.#dependencies;
    for (const schedule of await schedules.enabled()) {
      await jobs.fireAt(schedule, now());
      // A clock that was put back would leave it waiting; looking once now costs nothing.
      await jobs.fireAt({ id: schedule.id, nextDueAt: now() }, now());
    }
    for (const scheduleId of await runs.unfinished()) await jobs.advance(scheduleId);
    for (const deliveryId of await deliveries.unfinished()) await jobs.deliver(deliveryId);
    const rotated = await secrets.rotate(logger);
    if (rotated > 0) logger.info({ rotated }, 'stored secrets are encrypted with the current key');
  }
}
