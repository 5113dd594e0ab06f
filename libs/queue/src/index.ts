export { JobQueue, type JobHandler, type QueueDatabase, type SendOptions, type WorkSettings } from './job-queue.ts';
export { LeasedLanes, type LaneSettings, type LaneTerms, type Lease, type LeasedWork } from './leased-lanes.ts';
