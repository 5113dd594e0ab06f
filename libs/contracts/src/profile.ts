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
    })
    .prefault({}),
  retrieval: z
    .object({
      dense: z.boolean().default(true),
      lexical: z.boolean().default(true),
      /** Weight of the dense score in the fusion, 0-1; the lexical score gets the rest. */
      denseWeight: z.number().min(0).max(1).default(0.55),
      /** Weight of a passage's best sentence in the second ranking, beside the fused score; 0 leaves it out. */
      sentenceWeight: z.number().min(0).max(5).default(1),
      /** Candidates taken from each search before fusion. */
      candidates: z.number().int().min(10).max(500).default(100),
      /** Passages handed to the answerer. */
      passages: z.number().int().min(1).max(50).default(10),
    })
    .prefault({}),
  answering: z
    .object({
      answerer: z.enum(['extractive', 'llm']).default('extractive'),
      maxSentences: z.number().int().min(1).max(10).default(3),
      maxCharacters: z.object({ zh: z.number().int(), en: z.number().int() }).prefault({ zh: 160, en: 400 }),
      /** Answers below this confidence (0-1) are refused. */
      threshold: z.number().min(0).max(1).default(0.2),
      /** Answers below this confidence ask for a person. */
      handOverBelow: z.number().min(0).max(1).default(0.5),
    })
    .prefault({}),
});
export type Profile = z.infer<typeof profileSchema>;
export const defaultProfile: Profile = profileSchema.parse({});
