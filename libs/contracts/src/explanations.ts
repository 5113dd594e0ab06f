import { z } from 'zod';
import { profileSchema } from './profile.ts';
import { answerSchema } from './questions.ts';
import { searchFilterSchema } from './search-filter.ts';

/** A passage that came into question, with what each stage made of it. */
export const explainedCandidateSchema = z
  .object({
    /** From 1, in the final order. */
    rank: z.number().int().positive(),
    chunkId: z.string(),
    /** Null for a passage that is no longer stored, as after a new version of its document. */
    passage: z
      .object({
        documentId: z.uuid(),
        title: z.string(),
        sourceKey: z.string(),
        headingPath: z.array(z.string()),
        text: z.string(),
        pageFrom: z.number().int().nullable(),
      })
      .nullable(),
    /** Cosine similarity with the question; null where dense search did not see it. */
    dense: z.number().nullable(),
    /** BM25 score; 0 when no word matched. */
    lexical: z.number(),
    /** Both, normalised and weighed, 0-1. */
    fused: z.number(),
    /** Of the cross-encoder, 0-1; null where none read it. */
    cross: z.number().nullable(),
    /** After the later rankings; null for a passage that these did not see or left out. */
    score: z.number().nullable(),
    cited: z.boolean(),
  })
  .meta({ id: 'ExplainedCandidate' });
export type ExplainedCandidate = z.infer<typeof explainedCandidateSchema>;

/** A sentence that the extractive answerer weighed. */
export const explainedSentenceSchema = z
  .object({
    chunkId: z.string(),
    /** Null when the passage is no longer stored. */
    text: z.string().nullable(),
    /** Of the sentence ranker; comparable within one question only. */
    score: z.number(),
    chosen: z.boolean(),
  })
  .meta({ id: 'ExplainedSentence' });
export type ExplainedSentence = z.infer<typeof explainedSentenceSchema>;

/** Why an answer is what it is. */
export const explanationSchema = z
  .object({
    answer: answerSchema,
    collectionId: z.uuid(),
    /** What was searched for: the question, rewritten where it only made sense with what was said before. */
    searched: z.string(),
    /** Synonyms that were searched as well. */
    expansions: z.array(z.object({ asked: z.string(), means: z.string() })),
    filter: searchFilterSchema,
    /** Keys of the embedding models. */
    models: z.array(z.string()),
    /** The settings that answered; null when that version is no longer stored. */
    profile: profileSchema.nullable(),
    candidates: z.array(explainedCandidateSchema),
    sentences: z.array(explainedSentenceSchema),
    /** The stored record of all stages as it was written, for what has no place above. */
    record: z.unknown(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanationSchema>;

export const replayRequestSchema = z
  .object({
    /** With the settings of then, or with those that are published now. */
    profile: z.enum(['then', 'now']).default('then'),
  })
  .meta({ id: 'ReplayRequest' });
export type ReplayRequest = z.infer<typeof replayRequestSchema>;

/** What may differ between an answer and its replay. */
export const replayAspects = ['outcome', 'text', 'citations', 'searched', 'models', 'profile'] as const;
export type ReplayAspect = (typeof replayAspects)[number];

export const replaySchema = z
  .object({
    before: explanationSchema,
    /** Not logged: a replay changes nothing. */
    now: explanationSchema,
    differences: z.array(z.enum(replayAspects)),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof replaySchema>;
