import { z } from 'zod';

export const faqStates = ['draft', 'approved', 'retired'] as const;

/** A document behind an approved answer; `quote` is looked for in its current version, whole documents have none. */
export const faqCitationSchema = z
  .object({ documentId: z.uuid(), quote: z.string().trim().max(2000).optional() })
  .meta({ id: 'FaqCitation' });
export type FaqCitation = z.infer<typeof faqCitationSchema>;

const text = (max: number) => z.string().trim().min(1).max(max);

export const faqContentSchema = z
  .object({
    question: text(1000),
    /** Other ways to ask the same, in any language. */
    phrasings: z.array(text(1000)).max(50).default([]),
    /** Plain text with light Markdown: paragraphs, lists, bold, code and links. */
    answer: text(10_000),
    citations: z.array(faqCitationSchema).max(20).default([]),
    owner: z.string().trim().max(100).default(''),
    /** The last moment at which it answers; for ever when null. */
    validUntil: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .meta({ id: 'FaqContent' });
export type FaqContent = z.output<typeof faqContentSchema>;

export const faqEntrySchema = faqContentSchema
  .extend({
    id: z.uuid(),
    collectionId: z.uuid(),
    state: z.enum(faqStates),
    /** Approved and not past its date: it answers now. */
    answers: z.boolean(),
    /** Grows with every change of content or state; a change must name the one that it was made from. */
    revision: z.number().int(),
    approvedBy: z.string().nullable(),
    approvedAt: z.iso.datetime().nullable(),
    changedBy: z.string(),
    gapId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'FaqEntry' });
export type FaqEntry = z.infer<typeof faqEntrySchema>;

export const faqRevisionSchema = z
  .object({
    revision: z.number().int(),
    content: faqContentSchema,
    state: z.enum(faqStates),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'FaqRevision' });
export type FaqRevision = z.infer<typeof faqRevisionSchema>;

export const faqListQuery = z.object({
  state: z.enum(faqStates).optional(),
  /** Part of the question, a phrasing or the answer. */
  search: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type FaqFilter = z.output<typeof faqListQuery>;

export const faqListSchema = z
  .object({ items: z.array(faqEntrySchema), total: z.number().int() })
  .meta({ id: 'FaqList' });
export const faqDetailSchema = z
  .object({ entry: faqEntrySchema, revisions: z.array(faqRevisionSchema) })
  .meta({ id: 'FaqDetail' });
export const changeFaqSchema = faqContentSchema.extend({ revision: z.number().int() }).meta({ id: 'ChangeFaq' });
export const faqStateSchema = z.object({ state: z.enum(faqStates) }).meta({ id: 'FaqState' });
export const faqParams = z.object({ entryId: z.uuid() });

export const faqFormats = ['jsonl', 'csv', 'xlsx'] as const;
export type FaqFormat = (typeof faqFormats)[number];
export const faqExportQuery = z.object({ format: z.enum(faqFormats).default('jsonl') });

export const faqImportQuery = z.object({
  /** `true` puts each entry into service at once, in the name of the importer. */
  approve: z.enum(['true', 'false']).default('false'),
});

/** What an import did; a line that cannot be used stops nothing else. */
export const faqImportSchema = z
  .object({
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  })
  .meta({ id: 'FaqImport' });
export type FaqImport = z.infer<typeof faqImportSchema>;
