import type { EntityManager } from '@mingda/database';
import type { JobQueue } from '@mingda/queue';

/** What the parts of scheduled reports put into the queue. Each names rows; the rows say what is to be done. */
export class ReportJobs {
  readonly #queue: Pick<JobQueue, 'send'>;

  constructor(queue: Pick<JobQueue, 'send'>) {
    this.#queue = queue;
  }

  /**
   * Looks at a schedule when it is due. The due time is part of the key: a schedule that was changed to come earlier
   * must not find its place taken by the later time.
   */
  async fireAt(schedule: { id: string; nextDueAt: Date | null }, now: Date, tx?: EntityManager): Promise<void> {
    const { id, nextDueAt } = schedule;
    if (nextDueAt === null) return;
    const seconds = Math.ceil((nextDueAt.getTime() - now.getTime()) / 1000);
    const key = `${id} ${nextDueAt.toISOString()}`;
    await this.#queue.send(
      'fire-schedule',
      { scheduleId: id },
      { tx, key, ...(seconds > 0 ? { delaySeconds: seconds } : {}) },
    );
  }

  /** Takes the runs of a schedule a step further. One at a time for each schedule, by its key. */
  async advance(scheduleId: string, options: { tx?: EntityManager; delaySeconds?: number } = {}): Promise<void> {
    await this.#queue.send('advance-report', { scheduleId }, { key: scheduleId, ...options });
  }

  async deliver(deliveryId: string, options: { tx?: EntityManager; delaySeconds?: number } = {}): Promise<void> {
    await this.#queue.send('deliver-report', { deliveryId }, { key: deliveryId, ...options });
  }
}
