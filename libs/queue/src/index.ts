export { JobQueue, type JobHandler, type QueueDatabase, type SendOptions, type WorkSettings } from './job-queue.ts';
