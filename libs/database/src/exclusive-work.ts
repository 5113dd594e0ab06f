import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';

const RETRY_MS = 500;

/**
 * Work that must not overlap with other work of the same name, in any process. On a server the name is an advisory lock
 * of a connection of its own, which a crash frees; the embedded database belongs to one process, where a queue in
 * memory does the same.
 */
export class ExclusiveWork {
  readonly #database: Database;
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Waits for its turn, then does the work. */
  async run<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#running.get(name) ?? Promise.resolve();
    const turn = before
      .catch(() => undefined)
      .then(() => {
        signal?.throwIfAborted();
        return this.#database.kind === 'embedded' ? work() : this.#locked(name, work, signal);
      });
    this.#running.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#running.get(name) === turn) this.#running.delete(name);
    }
  }

  async #locked<T>(name: string, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const connection = this.#database.dataSource.createQueryRunner();
    await connection.connect();
    try {
      for (;;) {
        const [row] = (await connection.query('select pg_try_advisory_lock(hashtextextended($1, 3)) as locked', [
          name,
        ])) as [{ locked: boolean }];
        if (row.locked) break;
        await sleep(RETRY_MS, undefined, signal === undefined ? {} : { signal });
      }
      try {
        return await work();
      } finally {
        await connection.query('select pg_advisory_unlock(hashtextextended($1, 3))', [name]);
      }
    } finally {
      await connection.release();
    }
  }
}
