import type { SourceRepository, SourceRunRepository } from '@mingda/database';
import type { SourceJobs } from './source-jobs.ts';

interface Dependencies {
  readonly sources: SourceRepository;
  readonly runs: SourceRunRepository;
  readonly jobs: SourceJobs;
  readonly now: () => Date;
}

/** What a starting worker does: every row that waits gets its job again. */
export class ResumeSources {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(): Promise<void> {
    const { sources, runs, jobs, now } = this.#dependencies;
    for (const source of await sources.scheduled()) {
      await jobs.fireAt(source, now());
      // A clock that was put back would leave it waiting; looking once now costs nothing.
      await jobs.fireAt({ id: source.id, nextDueAt: now() }, now());
    }
    for (const sourceId of await runs.unfinished()) await jobs.sync(sourceId);
    for (const sourceId of await sources.removing()) await jobs.sync(sourceId);
  }
}
