import { z } from 'zod';

export const searchRequestSchema = z
  .object({
    query: z.string().trim().min(1).max(10_000),
    limit: z.number().int().min(1).max(50).default(10),
    /** A saved version of the profile, such as a draft; for administrators. */
    profileVersion: z.number().int().positive().optional(),
  })
  .meta({ id: 'SearchRequest' });

export const passageSchema = z
  .object({
    chunkId: z.string(),
    documentId: z.uuid(),
    versionId: z.uuid(),
    versionNumber: z.number().int(),
    sourceKey: z.string(),
    title: z.string(),
    headingPath: z.array(z.string()),
    text: z.string(),
    lang: z.string(),
    pageFrom: z.number().int().nullable(),
    pageTo: z.number().int().nullable(),
    charStart: z.number().int(),
    charEnd: z.number().int(),
    /** Final score, comparable within one question only. */
    score: z.number(),
    /** Cosine similarity with the question; null when dense search is off for the chunk's model. */
    denseScore: z.number().nullable(),
    /** BM25 score; 0 when no word matched. */
    lexicalScore: z.number(),
    matchedTerms: z.array(z.string()),
  })
  .meta({ id: 'Passage' });
export type PassageView = z.infer<typeof passageSchema>;

export const timingsSchema = z.object({
  totalMs: z.number(),
  embedMs: z.number(),
  searchMs: z.number(),
  answerMs: z.number(),
});

export const searchResultSchema = z
  .object({ passages: z.array(passageSchema), timings: timingsSchema })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;

export const askRequestSchema = z
  .object({
    question: z.string().trim().min(1).max(10_000),
    /** The caller's own id of this question; returned unchanged and kept in the log. */
    externalId: z.string().max(200).optional(),
    /** Continues a conversation; a new one is made when absent. */
    conversationId: z.uuid().optional(),
    /** A saved version of the profile, such as a draft; for administrators. */
    profileVersion: z.number().int().positive().optional(),
  })
  .meta({ id: 'AskRequest' });
export type AskRequest = z.infer<typeof askRequestSchema>;

export const citationSchema = z
  .object({
    /** Number shown in the answer, from 1. */
    marker: z.number().int().positive(),
    chunkId: z.string(),
    documentId: z.uuid(),
    versionId: z.uuid(),
    versionNumber: z.number().int(),
    sourceKey: z.string(),
    title: z.string(),
    headingPath: z.array(z.string()),
    pageFrom: z.number().int().nullable(),
    pageTo: z.number().int().nullable(),
    /** Range of the quote in the version's extracted text. */
    charStart: z.number().int(),
    charEnd: z.number().int(),
    quote: z.string(),
  })
  .meta({ id: 'Citation' });
export type Citation = z.infer<typeof citationSchema>;

/** Who stands behind an answer that a person wrote and approved. */
export const approvedBySchema = z
  .object({
    entryId: z.uuid(),
    /** The stored question that the asked one met. */
    question: z.string(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'ApprovedBy' });
export type ApprovedBy = z.infer<typeof approvedBySchema>;

export const answerSchema = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    externalId: z.string().nullable(),
    question: z.string(),
    /** `refused` says that the documents do not answer; `text` is then a plain sentence saying so. */
    outcome: z.enum(['answered', 'refused']),
    text: z.string(),
    lang: z.string(),
    confidence: z.number().min(0).max(1),
    /** True when a person should take over. */
    handOver: z.boolean(),
    citations: z.array(citationSchema),
    /** `extractive`, `llm`, or `approved` for an answer that a person wrote. */
    answerer: z.string(),
    approved: approvedBySchema.optional(),
    profileVersion: z.number().int(),
    timings: timingsSchema,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Answer' });
export type Answer = z.infer<typeof answerSchema>;

/** Server-sent events of a streamed answer, in order: passages, text (repeated), answer. */
export const askEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('passages'), passages: z.array(passageSchema) }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('answer'), answer: answerSchema }),
  z.object({ type: z.literal('error'), code: z.string(), title: z.string(), titleZh: z.string() }),
]);
export type AskEvent = z.infer<typeof askEventSchema>;

export const feedbackSchema = z
  .object({
    thumb: z.enum(['up', 'down']).optional(),
    rating: z.number().int().min(1).max(5).optional(),
    comment: z.string().max(2000).optional(),
  })
  .refine((it) => it.thumb !== undefined || it.rating !== undefined, { message: 'thumb or rating is required' })
  .meta({ id: 'Feedback' });
export type Feedback = z.infer<typeof feedbackSchema>;

export const answerParams = z.object({ answerId: z.uuid() });
