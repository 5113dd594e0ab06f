import { z } from 'zod';

/**
 * How one collection is cut, searched and answered: saved and versioned with the collection. The test page, the chat,
 * the public API and the evaluation all run with the saved profile.
 */
export const profileSchema = z.object({
  chunking: z
    .object({
      /** Upper bound of a chunk in tokens of its embedding model. */
      maxTokens: z.number().int().min(40).max(510).default(220),
      /** Sentences repeated at the start of the next chunk of the same section. */
      overlapSentences: z.number().int().min(0).max(5).default(0),
      /**
       * Documents that must hold the same line before it is searched in one of them alone, at least 5, and 2 % of the
       * collection; 0 searches it everywhere.
       */
      repeatedFrom: z.number().int().min(0).max(10_000).default(8),
      /** Stores the token vectors of every chunk, so that no question waits for them; takes several times a chunk's space. */
      tokenVectors: z.boolean().default(false),
    })
    .prefault({}),
  retrieval: z
    .object({
      dense: z.boolean().default(true),
      lexical: z.boolean().default(true),
      /** Weight of the dense score in the fusion, 0-1; the lexical score gets the rest. */
      denseWeight: z.number().min(0).max(1).default(0.55),
      /** Without the ranker: weight of a passage's best sentence beside the fused score; 0 leaves it out. */
      sentenceWeight: z.number().min(0).max(5).default(1),
      /** Orders the best passages by the shipped ranker; off, by fused score and best sentence. */
      ranker: z.boolean().default(true),
      /** Passages that the cross-encoder reads, where the installation has one; 0 leaves it out. */
      crossEncoderDepth: z.number().int().min(0).max(100).default(20),
      /** Candidates taken from each search before fusion. */
      candidates: z.number().int().min(10).max(500).default(100),
      /** Shows what several documents say in the same words once. */
      collapseDuplicates: z.boolean().default(true),
      /** 0-1: how much passages that repeat earlier ones are put back; 0 leaves the order as it is. */
      diversity: z.number().min(0).max(1).default(0),
      /** Passages handed to the answerer. */
      passages: z.number().int().min(1).max(50).default(10),
    })
    .prefault({}),
  answering: z
    .object({
      answerer: z.enum(['extractive', 'llm']).default('extractive'),
      maxSentences: z.number().int().min(1).max(10).default(5),
      maxCharacters: z.object({ zh: z.number().int(), en: z.number().int() }).prefault({ zh: 400, en: 600 }),
      /** Answers below this confidence (0-1) are refused. */
      threshold: z.number().min(0).max(1).default(0.25),
      /** Answers below this confidence ask for a person. */
      handOverBelow: z.number().min(0).max(1).default(0.5),
    })
    .prefault({}),
});
export type Profile = z.infer<typeof profileSchema>;
export const defaultProfile: Profile = profileSchema.parse({});
