import { z } from 'zod';
import { pageReportSchema, warningSchema } from './parsed-document.ts';
import { collectionParams } from './collections.ts';

/** `ready-with-warnings` names what is missing; `ready` is refused when pages came out empty. */
export const versionStates = [
  'queued',
  'parsing',
  'chunking',
  'embedding',
  'writing',
  'ready',
  'ready-with-warnings',
  'failed',
  'cancelled',
  'superseded',
] as const;
export type VersionState = (typeof versionStates)[number];
export const finalStates: readonly VersionState[] = [
  'ready',
  'ready-with-warnings',
  'failed',
  'cancelled',
  'superseded',
];

export const failureSchema = z.object({
  code: z.string(),
  en: z.string(),
  zh: z.string(),
  subject: z.string().optional(),
  /** What exactly, in English. */
  detail: z.string().optional(),
});

/** What went wrong for now, and when it is tried again: attempt `attempt` of at most `of`. */
export const plannedRetrySchema = failureSchema.extend({
  attempt: z.number().int().positive(),
  of: z.number().int().positive(),
  at: z.iso.datetime(),
});
export type PlannedRetry = z.infer<typeof plannedRetrySchema>;

export const documentVersionSchema = z
  .object({
    id: z.uuid(),
    documentId: z.uuid(),
    number: z.number().int().positive(),
    fileName: z.string(),
    mediaType: z.string(),
    bytes: z.number().int().nonnegative(),
    contentHash: z.string(),
    state: z.enum(versionStates),
    /** 0-1 over the whole ingestion. */
    progress: z.number().min(0).max(1),
    failure: failureSchema.nullable(),
    /** Set while a queued version waits for another try after a fault that may pass. */
    retry: plannedRetrySchema.nullable(),
    warnings: z.array(warningSchema),
    pages: z.array(pageReportSchema),
    chunkCount: z.number().int().nonnegative(),
    createdAt: z.iso.datetime(),
    readyAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DocumentVersion' });
export type DocumentVersion = z.infer<typeof documentVersionSchema>;

export const documentSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    /** Path or external id; the same key uploaded again makes a new version. */
    sourceKey: z.string(),
    title: z.string(),
    lang: z.string(),
    /** The version that answers questions now; null until the first one is ready. */
    currentVersionId: z.uuid().nullable(),
    /** Where it came from by itself, with the address of the original where there is one; null for an upload. */
    source: z.object({ id: z.uuid(), name: z.string(), url: z.string().nullable() }).nullable(),
    latestVersion: documentVersionSchema,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Document' });
export type DocumentView = z.infer<typeof documentSchema>;

export const documentListSchema = z
  .object({ items: z.array(documentSchema), total: z.number().int().nonnegative() })
  .meta({ id: 'DocumentList' });

export const documentListQuery = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(versionStates).optional(),
  search: z.string().max(200).optional(),
});

export const acceptedDocumentSchema = z
  .object({
    documentId: z.uuid(),
    versionId: z.uuid(),
    /** The key it was taken in under: of a file inside an archive, the archive's key and the path in it. */
    sourceKey: z.string(),
    /** False when the same bytes are already the document's latest version: nothing is done again. */
    changed: z.boolean(),
    state: z.enum(versionStates),
    statusUrl: z.string(),
  })
  .meta({ id: 'AcceptedDocument' });
export type AcceptedDocument = z.infer<typeof acceptedDocumentSchema>;

/** A file inside an archive that was not taken in. */
export const skippedFileSchema = z
  .object({ sourceKey: z.string(), code: z.string(), en: z.string(), zh: z.string(), detail: z.string().optional() })
  .meta({ id: 'SkippedFile' });

export const uploadResultSchema = z
  .object({ items: z.array(acceptedDocumentSchema), skipped: z.array(skippedFileSchema).default([]) })
  .meta({ id: 'UploadResult' });

/** Opens a protected document; it is stored encrypted and never returned. */
export const unlockDocumentSchema = z.object({ password: z.string().min(1).max(255) }).meta({ id: 'UnlockDocument' });

export const documentParams = collectionParams.extend({ documentId: z.uuid() });
export const versionParams = documentParams.extend({ versionId: z.uuid() });
export const versionListSchema = z
  .object({ items: z.array(documentVersionSchema) })
  .meta({ id: 'DocumentVersionList' });

export const chunkSchema = z
  .object({
    id: z.string(),
    ordinal: z.number().int().nonnegative(),
    headingPath: z.array(z.string()),
    text: z.string(),
    pageFrom: z.number().int().nullable(),
    pageTo: z.number().int().nullable(),
    charStart: z.number().int().nonnegative(),
    charEnd: z.number().int().nonnegative(),
    lang: z.string(),
    tokens: z.number().int().nonnegative(),
    /** Why it is not searched: a person switched it off, or other documents repeat it; null when it is. */
    off: z.enum(['person', 'repeated']).nullable(),
    /** False when a person wrote `text`: its range then names what it stands for. */
    verbatim: z.boolean(),
    /** Who last changed it, or the passages that it comes from. */
    edited: z.object({ by: z.string(), at: z.iso.datetime() }).nullable(),
    /** Ranges of `text` that are not searched because other documents repeat them, and in how many at most. */
    repeated: z.object({
      ranges: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
      documents: z.number().int().nonnegative(),
    }),
  })
  .meta({ id: 'Chunk' });
export type ChunkView = z.infer<typeof chunkSchema>;

/** The extracted text and its chunks; character ranges count UTF-16 units of `text`. */
export const versionTextSchema = z
  .object({ version: documentVersionSchema, text: z.string(), chunks: z.array(chunkSchema) })
  .meta({ id: 'DocumentText' });
export type VersionText = z.infer<typeof versionTextSchema>;
