import { z } from 'zod';
import { answerConflictSchema } from './answer-conflict.ts';
import { dialogueSchema } from './dialogue.ts';
import { searchFilterSchema } from './search-filter.ts';

export const searchRequestSchema = z
  .object({
    query: z.string().trim().min(1).max(10_000),
    limit: z.number().int().min(1).max(50).default(10),
    /** Conditions on the documents that are searched. */
    filter: searchFilterSchema.optional(),
    /** In place of the profile's. */
    diversity: z.number().min(0).max(1).optional(),
    /** Puts passages that follow each other in their document together. */
    mergeNeighbours: z.boolean().optional(),
    /** A saved version of the profile, such as a draft; for administrators. */
    profileVersion: z.number().int().positive().optional(),
  })
  .meta({ id: 'SearchRequest' });

/** Set where a person wrote the text: the range then names the part of the document that it stands for. */
export const editedSchema = z.object({ by: z.string(), at: z.iso.datetime() }).meta({ id: 'Edited' });
export type Edited = z.infer<typeof editedSchema>;

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
    edited: editedSchema.optional(),
    /** Final score, comparable within one question only. */
    score: z.number(),
    /** Cosine similarity with the question; null when dense search is off for the chunk's model. */
    denseScore: z.number().nullable(),
    /** BM25 score; 0 when no word matched. */
    lexicalScore: z.number(),
    /** Words of the passage that the question has too, and those that mean the same by a synonym. */
    matchedTerms: z.array(z.string()),
    /** Those of `matchedTerms` that only a synonym led to. */
    synonymTerms: z.array(z.string()),
    /** Other documents that say the same in the same words. */
    alsoIn: z.array(
      z.object({
        chunkId: z.string(),
        documentId: z.uuid(),
        versionId: z.uuid(),
        sourceKey: z.string(),
        title: z.string(),
        charStart: z.number().int(),
        charEnd: z.number().int(),
      }),
    ),
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
  .object({
    passages: z.array(passageSchema),
    /** Phrases of the question that were also searched under another name. */
    expansions: z.array(z.object({ asked: z.string(), means: z.string() })),
    timings: timingsSchema,
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResultSchema>;

export const askRequestSchema = z
  .object({
    question: z.string().trim().min(1).max(10_000),
    /** The caller's own id of this question; returned unchanged and kept in the log. */
    externalId: z.string().max(200).optional(),
    /** Conditions on the documents that may answer. */
    filter: searchFilterSchema.optional(),
    /** Continues a conversation; a new one is made when absent. */
    conversationId: z.uuid().optional(),
    /** A saved version of the profile, such as a draft; for administrators. */
    profileVersion: z.number().int().positive().optional(),
  })
  .meta({ id: 'AskRequest' });
export type AskRequest = z.infer<typeof askRequestSchema>;

/** Where cited text lies on a page; left, top, right, bottom as shares (0-1) of the page as shown. */
export const pageBoxSchema = z
  .object({
    page: z.number().int().positive(),
    box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  })
  .meta({ id: 'PageBox' });
export type PageBox = z.infer<typeof pageBoxSchema>;

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
    edited: editedSchema.optional(),
    /** Paragraphs and rows that hold the quote; absent where the format has no pages. */
    boxes: z.array(pageBoxSchema).optional(),
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
    /** Present where documents disagree: the text shows each statement with its document and date. */
    conflict: answerConflictSchema.optional(),
    approved: approvedBySchema.optional(),
    dialogue: dialogueSchema.optional(),
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
