import { jobNames, type JobName } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import type { AnyJob } from './job.ts';
import { JobRegistry } from './job-registry.ts';

const job = (name: JobName): AnyJob => ({
  name,
  concurrency: 2,
  run: async () => undefined,
  giveUp: async () => undefined,
});

describe('the job registry', () => {
  it('refuses to boot when a kind of job has no handler, and names it', () => {
    const [forgotten, ...rest] = jobNames;
    expect(() => new JobRegistry(rest.map(job))).toThrow(forgotten);
  });

  it('refuses to boot when a kind of job has two handlers, and names it', () => {
    const [doubled] = jobNames;
    const jobs = [...jobNames.map(job), job(doubled)];
    expect(() => new JobRegistry(jobs)).toThrow(`with several: ${doubled}`);
  });

  it('starts every handler with its concurrency', async () => {
    const started: [string, number][] = [];
    await new JobRegistry(jobNames.map(job)).start({
      work: async (name, options) => {
        started.push([name, options.concurrency]);
      },
    });
    expect(started).toEqual(jobNames.map((name) => [name, 2]));
  });

  it('leaves out what another program does', async () => {
    const started: JobName[] = [];
    const queue = { work: async (name: JobName) => void started.push(name) };
    await new JobRegistry(jobNames.map(job)).start(queue, ['run-evaluation']);
    expect(started).toEqual(jobNames.filter((name) => name !== 'run-evaluation'));
  });
});
