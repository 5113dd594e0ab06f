import type { AccessScope, SourceRun, SourceRunFailure } from '@mingda/contracts';
import type { Database, SourceRepository, SourceRunRepository, StoredSource } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { SourceJobs } from './source-jobs.ts';

interface Dependencies {
  readonly database: Database;
  readonly sources: SourceRepository;
  readonly runs: SourceRunRepository;
  readonly jobs: SourceJobs;
}

/** Starts, cancels and confirms runs of sources, for people and for what notices changes. */
export class ControlRuns {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** A run that waits or goes on already serves. @throws MingdaError `SOURCE_NOT_FOUND`, `SOURCE_SETTINGS_INVALID` for a push source */
  async start(scope: AccessScope, id: string): Promise<SourceRun> {
    const source = await this.#get(scope, id);
    if (source.place.kind === 'push') {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', { subject: source.name, detail: 'it is pushed to' });
    }
    await this.#request(source, 'manual');
    return (await this.#dependencies.runs.list(scope, id))[0];
  }

  /** A folder has changed. @returns false when a run goes on, which may have passed the change already */
  async startForChange(id: string): Promise<boolean> {
    const source = await this.#dependencies.sources.load(id);
    return source === null || source.removing || !source.enabled || this.#request(source, 'change');
  }

  /** Ends the run that waits, goes on or asks; nothing happens without one. @throws MingdaError `SOURCE_NOT_FOUND` */
  async cancel(scope: AccessScope, id: string): Promise<void> {
    await this.#get(scope, id);
    await this.#dependencies.runs.cancel(scope, id);
  }

  /** What a person says about documents whose originals are gone. @throws MingdaError `SOURCE_NOT_FOUND`, `SOURCE_NOT_WAITING` */
  async confirm(scope: AccessScope, id: string, remove: boolean): Promise<void> {
    const { database, runs, jobs } = this.#dependencies;
    const source = await this.#get(scope, id);
    await database.transaction(async (tx) => {
      if (!(await runs.confirm(scope, id, { remove, tx }))) {
        throw new MingdaError('SOURCE_NOT_WAITING', { subject: source.name });
      }
      if (remove) await jobs.sync(id, tx);
    });
  }

  /** Newest first. @throws MingdaError `SOURCE_NOT_FOUND` */
  async list(scope: AccessScope, id: string): Promise<SourceRun[]> {
    await this.#get(scope, id);
    return this.#dependencies.runs.list(scope, id);
  }

  /** @throws MingdaError `SOURCE_NOT_FOUND` without the source or the run */
  async failures(scope: AccessScope, id: string, runId: string): Promise<{ items: SourceRunFailure[]; total: number }> {
    const run = (await this.list(scope, id)).find((it) => it.id === runId);
    if (run === undefined) throw new MingdaError('SOURCE_NOT_FOUND', { subject: runId });
    return { items: await this.#dependencies.runs.failures(scope, runId), total: run.failed };
  }

  async #request(source: StoredSource, trigger: SourceRun['trigger']): Promise<boolean> {
    const { database, runs, jobs } = this.#dependencies;
    return database.transaction(async (tx) => {
      const made = await runs.request(source, trigger, tx);
      await jobs.sync(source.id, tx);
      return made;
    });
  }

  async #get(scope: AccessScope, id: string): Promise<StoredSource> {
    const source = await this.#dependencies.sources.get(scope, id);
    if (source === null || source.removing) throw new MingdaError('SOURCE_NOT_FOUND', { subject: id });
    return source;
  }
}
