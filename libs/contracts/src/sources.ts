import { z } from 'zod';
import { collectionParams } from './collections.ts';
import { failureSchema, skippedFileSchema } from './documents.ts';
import { timingSchema } from './schedules.ts';
import {
  folderSettingsSchema,
  gitSettingsSchema,
  imapSettingsSchema,
  pushSettingsSchema,
  s3SettingsSchema,
  sourceConnectionSchema,
  sourceKinds,
  webSettingsSchema,
} from './source-settings.ts';

/** Longest key of one thing in a source; a database index cannot hold more than its bytes. */
export const mostKeyCharacters = 1000;

export const sourceInputSchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}/\\]+$/u),
    connection: sourceConnectionSchema,
    /** When it is read by itself; null for never. */
    schedule: timingSchema.nullable().default(null),
    /** Off: neither its schedule nor a change starts it; a person still can. */
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'SourceInput' });
export type SourceInput = z.infer<typeof sourceInputSchema>;

/**
 * `needs-confirmation`: everything new is taken in, but so much has vanished that a person has to say whether it is to
 * be deleted.
 */
export const sourceRunStates = ['waiting', 'running', 'needs-confirmation', 'finished', 'failed', 'cancelled'] as const;
export type SourceRunState = (typeof sourceRunStates)[number];

export const sourceRunSchema = z
  .object({
    id: z.uuid(),
    sourceId: z.uuid(),
    trigger: z.enum(['manual', 'schedule', 'change']),
    state: z.enum(sourceRunStates),
    /** Things that the source holds, as far as it was listed. */
    listed: z.number().int().nonnegative(),
    /** Of these, new and changed ones. */
    changed: z.number().int().nonnegative(),
    /** Documents taken in, those inside archives each. */
    accepted: z.number().int().nonnegative(),
    /** Things that are gone from the source, and documents deleted for it. */
    vanished: z.number().int().nonnegative(),
    deleted: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    /** Why it failed; of one that waits, what the last try met. */
    failure: failureSchema.nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SourceRun' });
export type SourceRun = z.infer<typeof sourceRunSchema>;

/** A source as it is shown: what is secret stays inside, only its names are told. */
const settingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), settings: folderSettingsSchema }),
  z.object({ kind: z.literal('git'), settings: gitSettingsSchema }),
  z.object({ kind: z.literal('web'), settings: webSettingsSchema }),
  z.object({ kind: z.literal('s3'), settings: s3SettingsSchema }),
  z.object({ kind: z.literal('imap'), settings: imapSettingsSchema }),
  z.object({ kind: z.literal('push'), settings: pushSettingsSchema }),
]);
export type SourcePlace = z.infer<typeof settingsSchema>;

export const sourceSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    name: z.string(),
    kind: z.enum(sourceKinds),
    place: settingsSchema,
    storedSecrets: z.array(z.string()),
    schedule: timingSchema.nullable(),
    enabled: z.boolean(),
    /** It and its documents are being deleted. */
    removing: z.boolean(),
    nextDueAt: z.iso.datetime().nullable(),
    documents: z.number().int().nonnegative(),
    lastRun: sourceRunSchema.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Source' });
export type Source = z.infer<typeof sourceSchema>;

export const sourceListSchema = z.object({ items: z.array(sourceSchema) }).meta({ id: 'SourceList' });
export const sourceParams = collectionParams.extend({ sourceId: z.uuid() });
export const sourceRunParams = sourceParams.extend({ runId: z.uuid() });
export const deleteSourceQuery = z.object({ documents: z.enum(['keep', 'delete']) });
export const sourceRunListSchema = z.object({ items: z.array(sourceRunSchema) }).meta({ id: 'SourceRunList' });

export const sourceRunFailureSchema = z
  .object({ key: z.string(), failure: failureSchema })
  .meta({ id: 'SourceRunFailure' });
export type SourceRunFailure = z.infer<typeof sourceRunFailureSchema>;

/** The first 1000 of a run. */
export const sourceRunFailureListSchema = z
  .object({ items: z.array(sourceRunFailureSchema), total: z.number().int().nonnegative() })
  .meta({ id: 'SourceRunFailureList' });

/** `sourceId`: a stored source, whose secrets stand in for those left out. */
export const sourceCheckSchema = z
  .object({ connection: sourceConnectionSchema, sourceId: z.uuid().optional() })
  .meta({ id: 'SourceCheck' });

/** What the source shows first. */
export const sourceCheckResultSchema = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        bytes: z.number().int().nonnegative().nullable(),
        failure: failureSchema.nullable(),
      }),
    ),
    /** There is more than these. */
    more: z.boolean(),
  })
  .meta({ id: 'SourceCheckResult' });
export type SourceCheckResult = z.infer<typeof sourceCheckResultSchema>;

export const confirmDeletionsSchema = z.object({ delete: z.boolean() }).meta({ id: 'SourceDeletionsConfirmation' });

const pushedKey = z.string().min(1).max(mostKeyCharacters);
export const pushedKeyQuery = z.object({ key: pushedKey });
export const pushedKeysSchema = z.object({ keys: z.array(pushedKey).min(1).max(1000) }).meta({ id: 'PushedKeys' });
export const removedDocumentsSchema = z
  .object({ deleted: z.number().int().nonnegative() })
  .meta({ id: 'RemovedDocuments' });

export const pushResultSchema = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        documentId: z.uuid(),
        versionId: z.uuid(),
        sourceKey: z.string(),
        /** False when the same bytes are already the document's latest version: nothing is done again. */
        changed: z.boolean(),
      }),
    ),
    skipped: z.array(skippedFileSchema),
  })
  .meta({ id: 'PushResult' });
export type PushResult = z.infer<typeof pushResultSchema>;
