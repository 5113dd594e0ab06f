import { z } from 'zod';

/** Documents that contradict each other on what was asked, newest first. */
export const answerConflictSchema = z
  .object({
    statements: z.array(
      z.object({
        /** The citation that says it. */
        marker: z.number().int().positive(),
        /** The date that the document carries, else when it was changed last; null when neither is known. */
        date: z.iso.datetime().nullable(),
      }),
    ),
  })
  .meta({ id: 'AnswerConflict' });
export type AnswerConflict = z.infer<typeof answerConflictSchema>;
