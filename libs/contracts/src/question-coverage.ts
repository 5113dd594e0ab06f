import { z } from 'zod';

export const measureCoverageSchema = z.object({ collectionId: z.uuid() }).meta({ id: 'MeasureQuestionCoverage' });

export const questionCoverageSchema = z
  .object({
    /** Questions asked, repetitions included. */
    asked: z.number().int(),
    /** Groups of questions that ask the same. */
    clusters: z.number().int(),
    /** Share of the questions asked that a gold question represents; null when nothing was asked. */
    share: z.number().nullable(),
    /** What people ask and the gold set does not, the most frequent first; at most 50. */
    missing: z.array(z.object({ question: z.string(), count: z.number().int() })),
  })
  .meta({ id: 'QuestionCoverage' });
export type QuestionCoverage = z.infer<typeof questionCoverageSchema>;
