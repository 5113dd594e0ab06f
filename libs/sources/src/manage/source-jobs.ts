import type { EntityManager } from '@mingda/database';
import type { JobQueue } from '@mingda/queue';

/** What sources put into the queue. Each job names a row; the row says what is to be done. */
export class SourceJobs {
  readonly #queue: Pick<JobQueue, 'send'>;

  constructor(queue: Pick<JobQueue, 'send'>) {
    this.#queue = queue;
  }

  /** One at a time for each source, by its key. */
  async sync(sourceId: string, tx?: EntityManager): Promise<void> {
    await this.#queue.send('sync-source', { sourceId }, { key: sourceId, tx });
  }

  /** Looks at a source when it is due. The time is part of the key: an earlier one must not find its place taken. */
  async fireAt(source: { id: string; nextDueAt: Date | null }, now: Date, tx?: EntityManager): Promise<void> {
    const { id, nextDueAt } = source;
    if (nextDueAt === null) return;
    const seconds = Math.ceil((nextDueAt.getTime() - now.getTime()) / 1000);
    const key = `${id} ${nextDueAt.toISOString()}`;
    await this.#queue.send(
      'fire-source',
      { sourceId: id },
      { tx, key, ...(seconds > 0 ? { delaySeconds: seconds } : {}) },
    );
  }
}
