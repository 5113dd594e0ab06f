import type { ScheduleTiming } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { Cron } from 'croner';

/** Of due times that nobody fired no more than this are counted. */
const mostMissed = 1000;
/** A run takes minutes; firing more often would only ever wait. */
const shortestMinutes = 5;

/** Due times that have come. */
export interface DueTimes {
  readonly latest: Date;
  /** How many there were before it. */
  readonly missed: number;
}

/**
 * The times at which a schedule is due. On the day when clocks go forward a time that does not exist is due right after
 * the gap; when they go back a time that comes twice is due the first time only.
 */
export class Timing {
  readonly #cron: Cron;

  /** @throws MingdaError `SCHEDULE_INVALID` */
  constructor({ cron, timeZone }: ScheduleTiming) {
    try {
      Intl.DateTimeFormat('en', { timeZone });
    } catch {
      throw new MingdaError('SCHEDULE_INVALID', {
        subject: timeZone,
        detail: `there is no time zone ${timeZone}`,
        fixes: ['use a name of the IANA list, such as Asia/Shanghai'],
      });
    }
    try {
      this.#cron = new Cron(cron, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
    } catch (error) {
      throw new MingdaError('SCHEDULE_INVALID', {
        subject: cron,
        detail: error instanceof Error ? error.message : String(error),
        fixes: ['give five fields: minute, hour, day of the month, month, day of the week, such as 0 9 * * 1'],
      });
    }
  }

  /** The next due time after a moment. @throws MingdaError `SCHEDULE_INVALID` when there is none */
  next(after: Date): Date {
    const [next] = this.preview(after, 1);
    return next;
  }

  /** The next `count` due times after a moment. @throws MingdaError `SCHEDULE_INVALID` when there is none */
  preview(after: Date, count: number): Date[] {
    const next = this.#cron.nextRuns(count, after);
    if (next.length === 0) {
      throw new MingdaError('SCHEDULE_INVALID', { subject: this.#cron.getPattern(), detail: 'it is never due' });
    }
    return next;
  }

  /** The due times from `first`, itself one, up to and including `now`. */
  since(first: Date, now: Date): DueTimes {
    let latest = first;
    let missed = 0;
    while (missed < mostMissed) {
      const next = this.#cron.nextRun(latest);
      if (next === null || next > now) return { latest, missed };
      latest = next;
      missed += 1;
    }
    // Down for so long that counting on would only cost time.
    return { latest: this.#cron.previousRuns(1, new Date(now.getTime() + 1000))[0] ?? latest, missed };
  }

  /** @throws MingdaError `SCHEDULE_INVALID` when it is due more often than a run can be made */
  requireSpacing(from: Date): void {
    const times = this.#cron.nextRuns(20, from);
    const tooClose = times.some(
      (time, index) => index > 0 && time.getTime() - times[index - 1].getTime() < shortestMinutes * 60_000,
    );
    if (tooClose) {
      throw new MingdaError('SCHEDULE_INVALID', {
        subject: this.#cron.getPattern(),
        detail: `it is due more often than every ${shortestMinutes} minutes`,
        fixes: ['leave more time between reports'],
      });
    }
  }
}
