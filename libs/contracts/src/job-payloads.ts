import { z } from 'zod';

/** Jobs carry ids; rows carry the truth. */
export const jobPayloads = {
  'run-evaluation': z.object({ evaluationId: z.uuid() }),
  'fire-schedule': z.object({ scheduleId: z.uuid() }),
  'advance-report': z.object({ scheduleId: z.uuid() }),
  'deliver-report': z.object({ deliveryId: z.uuid() }),
  'analyse-collection': z.object({ collectionId: z.uuid() }),
  'sync-source': z.object({ sourceId: z.uuid() }),
  'fire-source': z.object({ sourceId: z.uuid() }),
  'sweep-repeats': z.object({ collectionId: z.uuid() }),
  'reindex-collection': z.object({ collectionId: z.uuid() }),
  'improve-collection': z.object({ collectionId: z.uuid() }),
  'measure-gap': z.object({ gapId: z.uuid() }),
  'propose-gold-items': z.object({ proposalId: z.uuid() }),
} as const;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<N extends JobName> = z.infer<(typeof jobPayloads)[N]>;
export const jobNames = Object.keys(jobPayloads) as JobName[];
