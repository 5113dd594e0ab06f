import { randomUUID } from 'node:crypto';
import { PgBoss, type JobWithMetadata } from 'pg-boss';
import { jobNames, jobPayloads, type JobName, type JobPayload } from '@mingda/contracts';
import { MingdaError, toMingdaError, type Logger } from '@mingda/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { DueJobs } from './due-jobs.ts';
import { bossSettings, lookMs, queueSettings, requeueSql, STOP_TIMEOUT_MS, workSettings } from './queue-settings.ts';
import { poolRunner, transactionRunner } from './statement-runner.ts';

/** The part of the database that the queue needs. */
export interface QueueDatabase {
  readonly kind: 'embedded' | 'server';
  readonly dataSource: DataSource;
  /** Hints reach every process; on a server they leave with the transaction of `manager`. One may be lost. */
  onProgress(listener: (hint: QueueHint) => void): () => void;
  notifyProgress(hint: QueueHint, manager: EntityManager): Promise<void>;
}

/** A hint of this state says that a job of the name `id` was sent. */
export interface QueueHint {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
}

export interface SendOptions {
  /** The job commits or rolls back with this transaction. */
  readonly tx?: EntityManager | undefined;
  /** At most one job of this name and key waits; sending again is harmless. */
  readonly key?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

export type JobHandler<N extends JobName> = (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;

export interface WorkSettings<N extends JobName> {
  /** Jobs of this name that run at once in this process. */
  readonly concurrency: number;
  /** Called when the last try has failed: the place to write the failure into the row. */
  readonly exhausted?: ((payload: JobPayload<N>, error: MingdaError) => Promise<void>) | undefined;
}

const SENT = 'job-sent';
/** After this time a job that failed waits again, with its next moment. */
const SETTLED_MS = 200;

/**
 * Jobs in the same database as the rows they are about. A handler may run more than once for one job; running it again
 * must be harmless. An error that cannot be helped by another try ends the job, every other one is tried again.
 */
export class JobQueue {
  readonly #database: QueueDatabase;
  readonly #logger: Logger;
  readonly #boss: PgBoss;
  /** One of pg-boss's workers for each job that runs at once. */
  readonly #workers = new Map<JobName, readonly string[]>();
  readonly #due: DueJobs;
  #forget: (() => void) | undefined;

  /** @param settings `lookMs` is how long a job waits at most whose announcement was lost */
  constructor(database: QueueDatabase, logger: Logger, settings: { readonly lookMs?: number } = {}) {
    this.#database = database;
    this.#logger = logger;
    const runner = poolRunner(database.dataSource);
    this.#boss = new PgBoss({ ...bossSettings(database.kind), db: runner });
    this.#due = new DueJobs({
      runner,
      wake: (name) => this.#wake(name),
      lookMs: settings.lookMs ?? lookMs[database.kind],
      logger,
    });
    this.#boss.on('error', (error) => logger.warn({ err: error }, 'job queue'));
    this.#boss.on('warning', (warning) => logger.debug({ warning }, 'job queue'));
  }

  /** Creates what the queue keeps in the database and takes back what a crash left behind. */
  async start(): Promise<void> {
    await this.#boss.start();
    for (const name of jobNames) {
      await this.#boss.createQueue(name, queueSettings);
      // Reads the queue into pg-boss's cache: inside a transaction of the embedded database it could not be read.
      await this.#boss.findJobs(name, { id: randomUUID() });
    }
    if (this.#database.kind === 'embedded') await poolRunner(this.#database.dataSource).executeSql(requeueSql);
  }

  /** @throws MingdaError `INVALID_INPUT` for a payload that does not fit the job */
  async send<N extends JobName>(name: N, payload: JobPayload<N>, options: SendOptions = {}): Promise<void> {
    const parsed = jobPayloads[name].safeParse(payload);
    if (!parsed.success) throw new MingdaError('INVALID_INPUT', { subject: name, detail: parsed.error.message });
    const { tx, key, delaySeconds } = options;
    await this.#boss.send(name, parsed.data, {
      // Without a key of its own a job would share the empty one with every other.
      singletonKey: key ?? randomUUID(),
      ...(delaySeconds === undefined ? {} : { startAfter: delaySeconds }),
      ...(tx === undefined ? {} : { db: transactionRunner(tx) }),
    });
    // Also for one that is to run later: whoever works on it learns when.
    const hint = { id: name, state: SENT, progress: 0 };
    await this.#database.notifyProgress(hint, tx ?? this.#database.dataSource.manager);
  }

  /** Starts taking jobs of one name; once per name and process. */
  async work<N extends JobName>(name: N, settings: WorkSettings<N>, handler: JobHandler<N>): Promise<void> {
    if (this.#workers.has(name)) throw new MingdaError('INTERNAL', { detail: `the job ${name} has a handler already` });
    const ids: string[] = [];
    this.#workers.set(name, ids);
    this.#forget ??= this.#database.onProgress(({ id, state }) => {
      if (state === SENT && this.#workers.has(id as JobName)) this.#due.expect(0);
    });
    for (let lane = 0; lane < settings.concurrency; lane += 1) {
      const id = await this.#boss.work<unknown, void, typeof workSettings>(name, workSettings, async (jobs) => {
        for (const job of jobs) await this.#run(job, { name, settings, handler });
        // The next job at once: a worker would rest for the polling interval after each, short as it may be.
        const own = ids[lane];
        if (own !== undefined) this.#boss.notifyWorker(own);
      });
      ids.push(id);
    }
    this.#due.add(name);
  }

  /** Takes no further jobs and waits for the running ones, at most 15 s; one cut off is tried again. */
  async stop(): Promise<void> {
    this.#forget?.();
    this.#due.stop();
    await this.#boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
  }

  async #run<N extends JobName>(
    job: JobWithMetadata<unknown>,
    work: { name: N; settings: WorkSettings<N>; handler: JobHandler<N> },
  ): Promise<void> {
    const { name, settings, handler } = work;
    const parsed = jobPayloads[name].safeParse(job.data);
    if (!parsed.success) {
      this.#logger.error(
        { job: name, id: job.id, detail: parsed.error.message },
        'a job with a payload that does not fit was dropped',
      );
      return;
    }
    const payload = parsed.data as JobPayload<N>;
    try {
      await handler(payload, job.signal);
    } catch (thrown) {
      const error = toMingdaError(thrown);
      const last = job.retryCount >= job.retryLimit;
      const again = error.entry.retryable && !last;
      this.#logger.warn({ job: name, id: job.id, payload, code: error.code, err: thrown, again }, 'a job failed');
      if (!error.entry.retryable) return;
      if (last) await settings.exhausted?.(payload, error);
      this.#due.expect(SETTLED_MS);
      throw error;
    }
  }

  #wake(name: JobName): void {
    for (const worker of this.#workers.get(name) ?? []) this.#boss.notifyWorker(worker);
  }
}
