import { z } from 'zod';
import { collectionParams } from './collections.ts';

const phrase = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}|]+$/u, 'no control characters and no |');

export const lexiconWordSchema = z
  .object({ id: z.uuid(), word: z.string(), createdBy: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'LexiconWord' });
export type LexiconWord = z.infer<typeof lexiconWordSchema>;

/** `words` mean the same as each other; with `means`, asking for one of them also finds those, and not the other way. */
export const synonymContentSchema = z
  .object({ words: z.array(phrase).min(1).max(30), means: z.array(phrase).max(30).default([]) })
  .refine((it) => it.words.length + it.means.length > 1, { message: 'at least two words are needed' })
  .meta({ id: 'SynonymContent' });
export type SynonymContent = z.output<typeof synonymContentSchema>;

export const lexiconSynonymSchema = z
  .object({
    id: z.uuid(),
    words: z.array(z.string()),
    means: z.array(z.string()),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'LexiconSynonym' });
export type LexiconSynonym = z.infer<typeof lexiconSynonymSchema>;

/** Words of at least two characters that segmentation keeps whole. */
export const addWordsSchema = z.object({ words: z.array(phrase.min(2)).min(1).max(1000) }).meta({ id: 'AddWords' });
export const addedWordsSchema = z
  .object({ added: z.number().int(), known: z.number().int() })
  .meta({ id: 'AddedWords' });

export const lexiconListQuery = z.object({
  search: z.string().max(60).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type LexiconListQuery = z.output<typeof lexiconListQuery>;

export const wordListSchema = z
  .object({ items: z.array(lexiconWordSchema), total: z.number().int() })
  .meta({ id: 'WordList' });
export const synonymListSchema = z
  .object({ items: z.array(lexiconSynonymSchema), total: z.number().int() })
  .meta({ id: 'SynonymList' });

export const lexiconStateSchema = z
  .object({
    words: z.number().int(),
    synonyms: z.number().int(),
    /** Documents that answer questions, and those of them whose chunks were analysed with the words of now. */
    documents: z.number().int(),
    analysed: z.number().int(),
  })
  .meta({ id: 'LexiconState' });
export type LexiconState = z.infer<typeof lexiconStateSchema>;

export const lexiconImportSchema = z
  .object({
    words: z.number().int(),
    synonyms: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
  })
  .meta({ id: 'LexiconImport' });
export type LexiconImport = z.infer<typeof lexiconImportSchema>;

export const wordParams = collectionParams.extend({ wordId: z.uuid() });
export const synonymParams = collectionParams.extend({ synonymId: z.uuid() });
