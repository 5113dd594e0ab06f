import { jobNames, type JobName } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { AnyJob, Job } from './job.ts';

/** Holds exactly one handler per kind of job; a worker with a gap would leave rows unfinished without a word. */
export class JobRegistry {
  private readonly jobs: readonly AnyJob[];

  /** @throws MingdaError `INTERNAL` naming each kind of job that has no handler or more than one */
  constructor(jobs: readonly AnyJob[]) {
    const count = (name: JobName): number => jobs.filter((job) => job.name === name).length;
    const missing = jobNames.filter((name) => count(name) === 0);
    const doubled = jobNames.filter((name) => count(name) > 1);
    if (missing.length + doubled.length > 0) {
      throw new MingdaError('INTERNAL', {
        subject: 'job registry',
        detail: `without a handler: ${missing.join(', ') || 'none'}; with several: ${doubled.join(', ') || 'none'}`,
        fixes: [
          'give each name of `jobPayloads` exactly one class in apps/worker/src/jobs and list it in the worker module',
        ],
      });
    }
    this.jobs = jobs;
  }

  /** @param except kinds of jobs that another program does */
  async start(queue: Pick<JobQueue, 'work'>, except: readonly JobName[] = []): Promise<void> {
    for (const job of this.jobs) if (!except.includes(job.name)) await this.startOne(queue, job);
  }

  private startOne<N extends JobName>(queue: Pick<JobQueue, 'work'>, job: Job<N>): Promise<void> {
    return queue.work(
      job.name,
      { concurrency: job.concurrency, exhausted: (payload, error) => job.giveUp(payload, error) },
      (payload, signal) => job.run(payload, signal),
    );
  }
}
