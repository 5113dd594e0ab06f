import { z } from 'zod';

const chunkId = z.string().regex(/^\d{1,19}$/u);

/** A change to passages of a document's current version; offsets count UTF-16 units of the passage's text. */
export const chunkChangeSchema = z
  .discriminatedUnion('action', [
    z.object({ action: z.literal('rewrite'), chunkId, text: z.string().trim().min(1).max(20_000) }),
    z.object({ action: z.literal('split'), chunkId, at: z.array(z.number().int().positive()).min(1).max(20) }),
    /** Neighbours, in the order of the document. */
    z.object({ action: z.literal('merge'), chunkIds: z.array(chunkId).min(2).max(20) }),
    /** A passage that is off is never found. */
    z.object({ action: z.literal('switch'), chunkId, enabled: z.boolean() }),
    /** Brings back what the document says, with every passage that was changed together with this one. */
    z.object({ action: z.literal('restore'), chunkId }),
    /** Puts an edit that no longer found its text in the place of a passage. */
    z.object({ action: z.literal('reapply'), editId: z.uuid(), chunkId }),
    z.object({ action: z.literal('dismiss'), editId: z.uuid() }),
  ])
  .meta({ id: 'ChunkChange' });
export type ChunkChangeRequest = z.infer<typeof chunkChangeSchema>;

export const chunkEditsSchema = z
  .object({
    /** Edits whose original text is not in the current version; they apply again when it comes back. */
    lost: z.array(
      z.object({
        id: z.uuid(),
        headingPath: z.array(z.string()),
        original: z.string(),
        pieces: z.array(z.object({ text: z.string(), enabled: z.boolean() })),
        by: z.string(),
        at: z.iso.datetime(),
      }),
    ),
    /** The latest hundred changes, newest first. */
    history: z.array(
      z.object({
        action: z.string(),
        before: z.array(z.string()),
        after: z.array(z.string()),
        by: z.string(),
        at: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'ChunkEdits' });
export type ChunkEdits = z.infer<typeof chunkEditsSchema>;
export type LostEdit = ChunkEdits['lost'][number];
