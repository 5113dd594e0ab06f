import { z } from 'zod';
import { failureSchema } from './documents.ts';

/** What is left to import, how fast it goes and how long it will take. */
export const importLoadSchema = z
  .object({
    /** Nothing is begun and nothing runs; what ran went back to wait. */
    paused: z.boolean(),
    /** Ready to be taken up. */
    waiting: z.number().int().nonnegative(),
    /** Waiting for another try after a fault that may pass. */
    retrying: z.number().int().nonnegative(),
    running: z.number().int().nonnegative(),
    /** Failed for good and neither tried again nor dismissed. */
    failed: z.number().int().nonnegative(),
    /** Documents that answer questions now. */
    ready: z.number().int().nonnegative(),
    /** Over the last minutes; null until enough was finished to say. */
    documentsPerMinute: z.number().nonnegative().nullable(),
    pagesPerMinute: z.number().nonnegative().nullable(),
    chunksPerMinute: z.number().nonnegative().nullable(),
    /** Until nothing waits any more; null while that is not known: at the beginning, when paused, when nothing is left. */
    etaSeconds: z.number().int().nonnegative().nullable(),
  })
  .meta({ id: 'ImportLoad' });
export type ImportLoad = z.infer<typeof importLoadSchema>;

export const collectionImportSchema = importLoadSchema
  .extend({
    collectionId: z.uuid(),
    name: z.string(),
    /** Also when the collection itself is not paused. */
    allPaused: z.boolean(),
  })
  .meta({ id: 'CollectionImport' });
export type CollectionImport = z.infer<typeof collectionImportSchema>;

export const importOverviewSchema = z
  .object({ total: importLoadSchema, collections: z.array(collectionImportSchema) })
  .meta({ id: 'ImportOverview' });
export type ImportOverview = z.infer<typeof importOverviewSchema>;

export const changedImportsSchema = z
  .object({ changed: z.number().int().nonnegative() })
  .meta({ id: 'ChangedImports' });

/** A document whose latest version failed for good. */
export const failedImportSchema = z
  .object({
    versionId: z.uuid(),
    documentId: z.uuid(),
    collectionId: z.uuid(),
    collectionName: z.string(),
    sourceKey: z.string(),
    title: z.string(),
    fileName: z.string(),
    failure: failureSchema,
    attempts: z.number().int().nonnegative(),
    /** How often the worker ended while it had the document. */
    interruptions: z.number().int().nonnegative(),
    firstFailedAt: z.iso.datetime(),
    lastFailedAt: z.iso.datetime(),
  })
  .meta({ id: 'FailedImport' });
export type FailedImport = z.infer<typeof failedImportSchema>;

export const failedImportListQuery = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  collectionId: z.uuid().optional(),
  code: z.string().max(100).optional(),
});

export const failedImportListSchema = z
  .object({
    items: z.array(failedImportSchema),
    total: z.number().int().nonnegative(),
    /** Of the collection asked for, most frequent first, whatever code was asked for. */
    codes: z.array(failureSchema.omit({ subject: true }).extend({ count: z.number().int().positive() })),
  })
  .meta({ id: 'FailedImportList' });
export type FailedImportList = z.infer<typeof failedImportListSchema>;

/** Which failed imports are meant: those that fit everything that is given, all of them where nothing is. */
export const failedImportChoiceSchema = z
  .object({
    versionIds: z.array(z.uuid()).min(1).max(1000).optional(),
    collectionId: z.uuid().optional(),
    code: z.string().max(100).optional(),
  })
  .meta({ id: 'FailedImportChoice' });
export type FailedImportChoice = z.infer<typeof failedImportChoiceSchema>;
