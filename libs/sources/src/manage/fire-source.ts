import type { Database, SourceRepository, SourceRunRepository } from '@mingda/database';
import { Timing } from '@mingda/timing';
import type { SourceJobs } from './source-jobs.ts';

interface Dependencies {
  readonly database: Database;
  readonly sources: SourceRepository;
  readonly runs: SourceRunRepository;
  readonly jobs: SourceJobs;
  readonly now: () => Date;
}

const lookAgainMs = 300_000;

/**
 * The `fire-source` job: starts a run when the time of a source has come. The row is locked meanwhile and its next due
 * time moves in the same transaction, so that each due time starts one run, however many processes come. Times that
 * passed while nothing ran are made up for by one run.
 */
export class FireSource {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(sourceId: string): Promise<void> {
    const { database, sources, runs, jobs, now } = this.#dependencies;
    await database.transaction(async (tx) => {
      const source = await sources.lock(sourceId, tx);
      if (source === null || source.schedule === null || source.nextDueAt === null) return;
      const time = now();
      const expected = new Timing(source.schedule).next(time);
      const due = source.nextDueAt <= time;
      if (due) {
        await runs.request(source, 'schedule', tx);
        await jobs.sync(sourceId, tx);
      }
      // Later than the next due time it is when the clock stood too far ahead once.
      const moved = due || source.nextDueAt > expected;
      if (moved) await sources.setNextDue(sourceId, expected, tx);
      await jobs.fireAt({ id: sourceId, nextDueAt: moved ? expected : source.nextDueAt }, time, tx);
    });
  }

  /** After the last try has failed: the source must not fall silent. */
  async lookAgain(sourceId: string): Promise<void> {
    const time = this.#dependencies.now();
    await this.#dependencies.jobs.fireAt({ id: sourceId, nextDueAt: new Date(time.getTime() + lookAgainMs) }, time);
  }
}
