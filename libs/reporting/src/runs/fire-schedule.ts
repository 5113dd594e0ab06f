import type { Database, ScheduleRepository } from '@mingda/database';
import { Timing } from '@mingda/timing';
import type { ReportJobs } from './report-jobs.ts';

interface Dependencies {
  readonly database: Database;
  readonly schedules: ScheduleRepository;
  readonly jobs: ReportJobs;
  readonly now: () => Date;
}

const lookAgainMs = 300_000;

/**
 * The `fire-schedule` job: notes that the time has come. The row is locked meanwhile, and its next due time moves in the
 * same transaction that makes the run, so that however many processes come, each due time is fired once. Due times that
 * passed while nothing ran are made up for by one run.
 */
export class FireSchedule {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** After the last try has failed: the schedule must not fall silent. */
  async lookAgain(scheduleId: string): Promise<void> {
    const time = this.#dependencies.now();
    const later = new Date(time.getTime() + lookAgainMs);
    await this.#dependencies.jobs.fireAt({ id: scheduleId, nextDueAt: later }, time);
  }

  async execute(scheduleId: string): Promise<void> {
    const { database, schedules, jobs, now } = this.#dependencies;
    await database.transaction(async (tx) => {
      const schedule = await schedules.lock(scheduleId, tx);
      if (schedule === null || !schedule.enabled || schedule.nextDueAt === null) return;
      const time = now();
      const timing = new Timing(schedule);
      const expected = timing.next(time);
      if (schedule.nextDueAt <= time) {
        const { latest, missed } = timing.since(schedule.nextDueAt, time);
        await schedules.recordFiring({ schedule, dueAt: latest, missed, nextDueAt: expected }, tx);
        await jobs.advance(scheduleId, { tx });
      } else if (schedule.nextDueAt > expected) {
        // The clock stood too far ahead once and was put right: without this the schedule would be silent until then.
        await schedules.setNextDue(scheduleId, expected, tx);
      }
      const nextDueAt = schedule.nextDueAt <= time || schedule.nextDueAt > expected ? expected : schedule.nextDueAt;
      await jobs.fireAt({ id: scheduleId, nextDueAt }, time, tx);
    });
  }
}
