import { z } from 'zod';
import { failureSchema } from './documents.ts';
import { codeTestsSchema, turnSchema } from './gold-set.ts';

export const goldItemStates = ['candidate', 'accepted', 'rejected'] as const;
export type GoldItemState = (typeof goldItemStates)[number];

/** Where a question came from: typed in, a file, the log of real questions, a document, a gap of the knowledge base. */
export const goldItemOrigins = ['manual', 'import', 'log', 'generated', 'gap'] as const;
export type GoldItemOrigin = (typeof goldItemOrigins)[number];

export const goldSplits = ['tune', 'test'] as const;
export type GoldSplit = (typeof goldSplits)[number];

/** Name of a gold set: what runs, commands and addresses call it by. It never changes. */
export const goldSetNameSchema = z
  .string()
  .max(64)
  .regex(/^[\w-]+$/);

const text = (max: number) => z.string().trim().min(1).max(max);
const tagSchema = text(50);

/** The passage that an item's answer rests on, as it read when the item was made. */
export const goldEvidenceSchema = z.object({
  documentId: z.uuid(),
  versionId: z.uuid(),
  sourceKey: z.string().max(1000),
  quote: text(4000),
});
export type GoldEvidence = z.infer<typeof goldEvidenceSchema>;

/** What a person may write of an item. */
export const goldItemContentSchema = z.object({
  question: text(10_000),
  /** References, any one is right. */
  answers: z.array(text(20_000)).max(50).default([]),
  /** What a right answer must contain, all of them. */
  keyEntities: z.array(text(500)).max(50).default([]),
  /** Source keys of the documents that answer. */
  relevant: z.array(text(1000)).max(500).default([]),
  answerable: z.boolean().default(true),
  lang: text(20).default('zh'),
  turns: z.array(turnSchema).max(50).default([]),
  tags: z.array(tagSchema).max(50).default([]),
  evidence: z.array(goldEvidenceSchema).max(50).default([]),
  /** What the question is about, where the answer's intent is scored. */
  intent: text(200).nullable().default(null),
  /** For answers that are code. */
  tests: codeTestsSchema.nullable().default(null),
});
export type GoldItemContent = z.infer<typeof goldItemContentSchema>;

/** Why the evidence of an item no longer holds. */
export const staleReasons = ['document-deleted', 'quote-missing'] as const;
export type StaleReason = (typeof staleReasons)[number];

/** What proposed an item and why; null for items that a person or a file made. */
export const goldProposalNoteSchema = z.object({
  /** Questions of the log that this one stands for. */
  count: z.number().int().positive().optional(),
  /** Some of them, in the words they were asked in. */
  examples: z.array(z.string()).optional(),
  /** Why it was taken from the log. */
  reasons: z.array(z.enum(['frequent', 'refused', 'low-confidence', 'disliked'])).optional(),
  /** Name and version of the template or prompt that made it. */
  maker: z.string().optional(),
});
export type GoldProposalNote = z.infer<typeof goldProposalNoteSchema>;

export const goldItemSchema = goldItemContentSchema
  .extend({
    id: z.uuid(),
    /** Its id in files and reports; unique in the set. */
    key: z.string(),
    state: z.enum(goldItemStates),
    origin: z.enum(goldItemOrigins),
    originRef: z.string().nullable(),
    split: z.enum(goldSplits),
    /** False while the split is the one that the hash of the key gives. */
    splitChosen: z.boolean(),
    note: goldProposalNoteSchema.nullable(),
    stale: z.enum(staleReasons).nullable(),
    /** Goes up with each change; an edit names the one that it has seen. */
    revision: z.number().int().positive(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'GoldItem' });
export type GoldItem = z.infer<typeof goldItemSchema>;

export const goldSetSummarySchema = z
  .object({
    name: z.string(),
    title: z.string(),
    /** A folder of the server, read only, or a set kept in the database. */
    kind: z.enum(['folder', 'stored']),
    /** Questions that count: those of the folder, or the accepted ones. */
    questions: z.number().int(),
    candidates: z.number().int(),
    /** The last frozen version; null for folders and for sets that were never run. */
    version: z.number().int().nullable(),
    collectionId: z.uuid().nullable(),
  })
  .meta({ id: 'GoldSetSummary' });
export type GoldSetSummary = z.infer<typeof goldSetSummarySchema>;
export const goldSetListSchema = z.object({ items: z.array(goldSetSummarySchema) }).meta({ id: 'GoldSetList' });

export const goldSetDetailSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    collectionId: z.uuid().nullable(),
    version: z.number().int().nullable(),
    /** The accepted items differ from the last version, so that the next run freezes another. */
    changed: z.boolean(),
    counts: z.object({
      candidate: z.number().int(),
      accepted: z.number().int(),
      rejected: z.number().int(),
      stale: z.number().int(),
    }),
    tags: z.array(z.string()),
    languages: z.array(z.string()),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'GoldSet' });
export type GoldSetDetail = z.infer<typeof goldSetDetailSchema>;

const title = text(200);
const description = z.string().trim().max(2000);

export const createGoldSetSchema = z
  .object({
    title,
    /** Made of the title when absent. */
    name: goldSetNameSchema.optional(),
    description: description.default(''),
    collectionId: z.uuid().nullable().default(null),
  })
  .meta({ id: 'CreateGoldSet' });

export const changeGoldSetSchema = z
  .object({ title, description, collectionId: z.uuid().nullable() })
  .meta({ id: 'ChangeGoldSet' });

export const goldSetParams = z.object({ goldSet: goldSetNameSchema });
export const goldItemParams = goldSetParams.extend({ itemId: z.uuid() });
export const goldVersionParams = goldSetParams.extend({ version: z.coerce.number().int().positive() });

export const goldItemListQuery = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  state: z.enum(goldItemStates).optional(),
  origin: z.enum(goldItemOrigins).optional(),
  split: z.enum(goldSplits).optional(),
  tag: z.string().max(50).optional(),
  lang: z.string().max(20).optional(),
  /** Part of the question, an answer or the key, case ignored. */
  search: z.string().max(200).optional(),
  /** Only items whose evidence no longer holds. */
  stale: z.enum(['true', 'false']).optional(),
});

export const goldItemListSchema = z
  .object({ items: z.array(goldItemSchema), total: z.number().int() })
  .meta({ id: 'GoldItemList' });

export const createGoldItemSchema = goldItemContentSchema
  .extend({
    state: z.enum(['candidate', 'accepted']).default('accepted'),
    /** Absent: the hash of the key decides. */
    split: z.enum(goldSplits).optional(),
  })
  .meta({ id: 'CreateGoldItem' });

export const changeGoldItemSchema = goldItemContentSchema
  .extend({
    revision: z.number().int().positive(),
    state: z.enum(goldItemStates),
    /** Null gives it back to the hash of the key. */
    split: z.enum(goldSplits).nullable(),
  })
  .meta({ id: 'ChangeGoldItem' });

/** `confirm` says that stale items still hold: their evidence moves to the current version of its document. */
export const bulkGoldItemsSchema = z
  .object({ ids: z.array(z.uuid()).min(1).max(1000) })
  .and(
    z.discriminatedUnion('action', [
      z.object({ action: z.enum(['accept', 'reject', 'reopen', 'delete', 'confirm']) }),
      z.object({ action: z.enum(['tag', 'untag']), tag: tagSchema }),
      z.object({ action: z.literal('split'), split: z.enum(goldSplits).nullable() }),
    ]),
  )
  .meta({ id: 'BulkGoldItems' });
export type BulkGoldItems = z.infer<typeof bulkGoldItemsSchema>;
export const bulkResultSchema = z.object({ changed: z.number().int() }).meta({ id: 'BulkResult' });

export const goldVersionSchema = z
  .object({
    version: z.number().int().positive(),
    questions: z.number().int(),
    /** Over the questions; the same content has the same version. */
    sha256: z.string(),
    note: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'GoldSetVersion' });
export type GoldVersion = z.infer<typeof goldVersionSchema>;
export const goldVersionListSchema = z.object({ items: z.array(goldVersionSchema) }).meta({ id: 'GoldSetVersionList' });
export const freezeGoldSetSchema = z
  .object({ note: z.string().trim().max(500).default('') })
  .meta({ id: 'FreezeGoldSet' });

export const goldImportFormats = ['jsonl', 'csv', 'xlsx', 'squad', 'beir'] as const;
export type GoldImportFormat = (typeof goldImportFormats)[number];

export const goldImportReportSchema = z
  .object({
    /** CMRC 2018 is SQuAD in form and has its name. */
    format: z.enum(goldImportFormats),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    /** Rows that are not in the set because of what is wrong with them; at most 1,000 are listed. */
    refused: z.array(z.object({ row: z.number().int().positive(), en: z.string(), zh: z.string() })),
    refusedCount: z.number().int(),
    /** Relevant documents that the linked collection does not hold; at most 100 are listed. */
    unknownDocuments: z.array(z.string()),
    unknownDocumentCount: z.number().int(),
  })
  .meta({ id: 'GoldImportReport' });
export type GoldImportReport = z.infer<typeof goldImportReportSchema>;

export const goldExportQuery = z.object({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  /** A frozen version; the accepted items of now when absent. */
  version: z.coerce.number().int().positive().optional(),
});

export const goldProposalSources = ['log', 'documents'] as const;
export type GoldProposalSource = (typeof goldProposalSources)[number];

export const startGoldProposalSchema = z
  .object({
    source: z.enum(goldProposalSources),
    /** Candidates at most. */
    limit: z.number().int().min(1).max(500).default(50),
    /** From documents: let the configured language model write as well. */
    writer: z.boolean().default(false),
  })
  .meta({ id: 'StartGoldProposal' });
export type StartGoldProposal = z.infer<typeof startGoldProposalSchema>;

export const goldProposalSchema = z
  .object({
    id: z.uuid(),
    source: z.enum(goldProposalSources),
    state: z.enum(['queued', 'running', 'finished', 'failed']),
    progress: z.number().min(0).max(1),
    /** New candidates; those proposed before are not proposed again. */
    proposed: z.number().int(),
    failure: failureSchema.nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'GoldProposal' });
export type GoldProposal = z.infer<typeof goldProposalSchema>;
export const goldProposalListSchema = z.object({ items: z.array(goldProposalSchema) }).meta({ id: 'GoldProposalList' });
