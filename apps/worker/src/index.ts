export type { AnyJob, Job } from './job.ts';
export { JobRegistry } from './job-registry.ts';
export { startWorker, type RunningWorker } from './start-worker.ts';
export { WorkerModule } from './worker.module.ts';
