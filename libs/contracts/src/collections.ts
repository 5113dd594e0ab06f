import { z } from 'zod';
import { profileSchema } from './profile.ts';

export const collectionName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}/\\]+$/u, 'no slashes or control characters');

export const collectionSchema = z
  .object({
    id: z.uuid(),
    name: collectionName,
    description: z.string(),
    profile: profileSchema,
    profileVersion: z.number().int().positive(),
    /** Grows with every change of words and synonyms; 0 while there were none. */
    lexiconRevision: z.number().int().nonnegative(),
    documentCount: z.number().int().nonnegative(),
    chunkCount: z.number().int().nonnegative(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Collection' });
export type Collection = z.infer<typeof collectionSchema>;

export const createCollectionSchema = z
  .object({
    name: collectionName,
    description: z.string().max(1000).default(''),
    profile: profileSchema.optional(),
  })
  .meta({ id: 'CreateCollection' });
export type CreateCollection = z.infer<typeof createCollectionSchema>;

export const collectionListSchema = z.object({ items: z.array(collectionSchema) }).meta({ id: 'CollectionList' });
export const collectionParams = z.object({ collectionId: z.uuid() });
