import { z } from 'zod';

/** Jobs carry ids; rows carry the truth. */
export const jobPayloads = {
  'ingest-document': z.object({ versionId: z.uuid() }),
  'run-evaluation': z.object({ evaluationId: z.uuid() }),
} as const;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<N extends JobName> = z.infer<(typeof jobPayloads)[N]>;
export const jobNames = Object.keys(jobPayloads) as JobName[];
