import type { JobName } from '@mingda/contracts';
import type { Logger } from '@mingda/platform';
import { dueSql } from './queue-settings.ts';
import type { StatementRunner } from './statement-runner.ts';

interface Parts {
  readonly runner: StatementRunner;
  /** Called for a name of which a job has fallen due. */
  readonly wake: (name: JobName) => void;
  /** How long it goes without a look at most. */
  readonly lookMs: number;
  readonly logger: Logger;
}

interface DueRow {
  readonly name: JobName;
  readonly seconds: number;
}

/**
 * Looks on behalf of all workers when the next job falls due, so that none has to poll. New jobs announce themselves;
 * this finds those that are to run later or once more, and those whose announcement was lost.
 */
export class DueJobs {
  readonly #parts: Parts;
  readonly #names = new Set<JobName>();
  #timer: NodeJS.Timeout | undefined;
  #nextAt = Infinity;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From now on jobs of this name are looked for as well. */
  add(name: JobName): void {
    this.#names.add(name);
    this.expect(0);
  }

  /** A look is due after so many milliseconds; one that is due earlier anyway stays. */
  expect(inMs: number): void {
    const at = Date.now() + inMs;
    if (this.#stopped || this.#names.size === 0 || at >= this.#nextAt) return;
    clearTimeout(this.#timer);
    this.#nextAt = at;
    this.#timer = setTimeout(() => void this.#look(), inMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.#nextAt = Infinity;
    const { runner, wake, lookMs, logger } = this.#parts;
    let next = lookMs;
    try {
      const { rows } = await runner.executeSql(dueSql, [[...this.#names]]);
      for (const { name, seconds } of rows as unknown as DueRow[]) {
        if (seconds <= 0) wake(name);
        else next = Math.min(next, Math.ceil(seconds * 1000));
      }
    } catch (error) {
      logger.warn({ err: error }, 'looking for due jobs');
    }
    this.expect(next);
  }
}
