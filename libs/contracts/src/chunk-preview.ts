import { z } from 'zod';
import { profileSchema } from './profile.ts';

/** Settings to try, on a document of the collection or on a text. */
export const chunkPreviewRequestSchema = z
  .object({
    chunking: profileSchema.shape.chunking,
    documentId: z.uuid().optional(),
    /** Read as Markdown when no document is named. */
    text: z.string().min(1).max(200_000).optional(),
  })
  .refine((it) => (it.documentId === undefined) !== (it.text === undefined), {
    message: 'documentId or text, and not both',
  })
  .meta({ id: 'ChunkPreviewRequest' });
export type ChunkPreviewRequest = z.infer<typeof chunkPreviewRequestSchema>;

const previewedSchema = z.object({
  /** Tokens of the passages. */
  tokens: z.object({ min: z.number().int(), median: z.number(), max: z.number().int(), total: z.number().int() }),
  chunks: z.array(
    z.object({
      charStart: z.number().int().nonnegative(),
      charEnd: z.number().int().nonnegative(),
      tokens: z.number().int().nonnegative(),
      headingPath: z.array(z.string()),
    }),
  ),
});

/** The same text cut by the published settings and by those to try; nothing is stored. */
export const chunkPreviewSchema = z
  .object({
    title: z.string(),
    /** Ranges count UTF-16 units of it. */
    text: z.string(),
    current: previewedSchema,
    tried: previewedSchema,
    /** People's edits of the document that the new cut would keep, and those it would not. */
    edits: z.object({ kept: z.number().int(), lost: z.number().int() }),
  })
  .meta({ id: 'ChunkPreview' });
export type ChunkPreview = z.infer<typeof chunkPreviewSchema>;
