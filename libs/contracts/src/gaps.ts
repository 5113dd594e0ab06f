import { z } from 'zod';
import { goldSetNameSchema } from './gold-sets.ts';

export const gapStates = ['open', 'in-progress', 'measuring', 'closed', 'dismissed'] as const;
export const gapReasons = ['refused', 'low-confidence', 'disliked'] as const;

export const gapAnswerSchema = z.object({
  outcome: z.enum(['answered', 'refused']),
  text: z.string(),
  confidence: z.number(),
  answerer: z.string(),
});
export type GapAnswer = z.infer<typeof gapAnswerSchema>;

/** One asked question of a gap, as it was answered then and, once measured, as it is answered now. */
export const gapQuestionSchema = z
  .object({
    answerId: z.uuid(),
    question: z.string(),
    lang: z.string(),
    reason: z.enum(gapReasons),
    /** Cosine similarity with the question that opened the gap. */
    similarity: z.number(),
    askedAt: z.iso.datetime(),
    before: gapAnswerSchema,
    after: gapAnswerSchema.nullable(),
    improved: z.boolean().nullable(),
  })
  .meta({ id: 'GapQuestion' });
export type GapQuestion = z.infer<typeof gapQuestionSchema>;

export const gapMeasurementSchema = z.object({
  at: z.iso.datetime(),
  asked: z.number().int(),
  improved: z.number().int(),
});
export type GapMeasurement = z.infer<typeof gapMeasurementSchema>;

export const gapSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    /** The question that opened it. */
    title: z.string(),
    lang: z.string(),
    state: z.enum(gapStates),
    owner: z.string(),
    questionCount: z.number().int(),
    firstSeen: z.iso.datetime(),
    lastSeen: z.iso.datetime(),
    examples: z.array(z.string()),
    /** The last time the questions were asked again; null before. A gap that did not improve is open again. */
    measurement: gapMeasurementSchema.nullable(),
    /** Why the measurement itself could not be made. */
    failure: z.object({ code: z.string(), en: z.string(), zh: z.string() }).nullable(),
    closedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Gap' });
export type Gap = z.infer<typeof gapSchema>;

export const gapTaskSchema = z
  .object({
    id: z.uuid(),
    gapId: z.uuid(),
    title: z.string(),
    description: z.string(),
    owner: z.string(),
    state: z.enum(['open', 'done']),
    createdAt: z.iso.datetime(),
    doneAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'GapTask' });
export type GapTask = z.infer<typeof gapTaskSchema>;

export const gapListQuery = z.object({
  collectionId: z.uuid().optional(),
  state: z.enum(gapStates).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type GapFilter = z.output<typeof gapListQuery>;

export const gapListSchema = z
  .object({
    items: z.array(gapSchema),
    total: z.number().int(),
    counts: z.record(z.enum(gapStates), z.number().int()),
    /** Median time from the first question to the closing of the closed gaps, in hours. */
    medianLeadTimeHours: z.number().nullable(),
  })
  .meta({ id: 'GapList' });

export const gapDetailSchema = z
  .object({
    gap: gapSchema,
    questions: z.array(gapQuestionSchema),
    tasks: z.array(gapTaskSchema),
    faq: z.array(z.object({ id: z.uuid(), question: z.string(), state: z.string() })),
  })
  .meta({ id: 'GapDetail' });
export type GapDetail = z.infer<typeof gapDetailSchema>;

export const changeGapSchema = z
  .object({
    owner: z.string().trim().max(100).optional(),
    state: z.enum(['open', 'in-progress', 'dismissed']).optional(),
  })
  .meta({ id: 'ChangeGap' });
export type ChangeGap = z.infer<typeof changeGapSchema>;

export const newGapTaskSchema = z
  .object({
    title: z.string().trim().min(1).max(200),
    description: z.string().trim().max(5000).default(''),
    owner: z.string().trim().max(100).default(''),
  })
  .meta({ id: 'NewGapTask' });
export type NewGapTask = z.output<typeof newGapTaskSchema>;
export const changeGapTaskSchema = z.object({ state: z.enum(['open', 'done']) }).meta({ id: 'ChangeGapTask' });
export const newGapGoldItemSchema = z.object({ goldSet: goldSetNameSchema }).meta({ id: 'NewGapGoldItem' });
export const gapGoldItemSchema = z.object({ itemId: z.uuid() }).meta({ id: 'GapGoldItem' });

export const gapParams = z.object({ gapId: z.uuid() });
export const gapTaskParams = z.object({ gapId: z.uuid(), taskId: z.uuid() });
