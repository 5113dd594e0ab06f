import { z } from 'zod';
import { collectionSchema } from './collections.ts';
import { evaluationSchema } from './evaluations.ts';
import { profileSchema } from './profile.ts';

/**
 * What may hold a draft back. Of the similarity scores only the fitted mark is here, because a raw score has no meaning
 * of its own.
 */
export const gateMeasures = ['accuracy', 'similarityMark', 'recallAt5', 'refusalRecall'] as const;
export type GateMeasure = (typeof gateMeasures)[number];

/** By how much a draft may be worse, as a share (0-1), and still pass. */
export const gateMarginsSchema = z
  .partialRecord(z.enum(gateMeasures), z.number().min(0).max(1))
  .refine((margins) => Object.keys(margins).length > 0, { message: 'at least one measure is required' });
export type GateMargins = z.infer<typeof gateMarginsSchema>;

/** Of about 180 answerable questions, two that turn from right to wrong pass and eight do not. */
export const defaultMargins: GateMargins = {
  accuracy: 0.03,
  similarityMark: 0.03,
  recallAt5: 0.03,
  refusalRecall: 0.15,
};

export const gatePolicySchema = z
  .object({
    goldSet: z.string().regex(/^[\w-]+$/),
    limit: z.number().int().positive().nullable().default(null),
    margins: gateMarginsSchema.default(defaultMargins),
    /** One-sided confidence that the difference is not below the margin. */
    confidence: z.number().min(0.5).max(0.999).default(0.95),
    /** With fewer common questions nothing is decided. */
    minQuestions: z.number().int().min(5).max(10_000).default(20),
    /** Share of chunks (0-1) that may change before the published figures count as out of date. */
    changedShare: z.number().min(0).max(1).default(0.2),
  })
  .meta({ id: 'GatePolicy' });
export type GatePolicy = z.infer<typeof gatePolicySchema>;

export const gateCheckSchema = z.object({
  measure: z.enum(gateMeasures),
  questions: z.number().int(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  /** The difference is above this with the policy's confidence. */
  lowerBound: z.number().nullable(),
  margin: z.number(),
  /** `undecided`: neither shown to be worse nor shown not to be; more questions would decide it. */
  verdict: z.enum(['passed', 'undecided', 'worse', 'not-measured']),
});
export type GateCheck = z.infer<typeof gateCheckSchema>;

export const gateVerdictSchema = z
  .object({
    outcome: z.enum(['passed', 'not-passed', 'not-measured']),
    checks: z.array(gateCheckSchema),
    common: z.number().int(),
    confidence: z.number(),
    resamples: z.number().int(),
    seed: z.number().int(),
    reason: z.object({ en: z.string(), zh: z.string() }),
  })
  .meta({ id: 'GateVerdict' });
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

export const profileVersionSchema = z
  .object({
    version: z.number().int().positive(),
    state: z.enum(['draft', 'published', 'retired']),
    profile: profileSchema,
    savedBy: z.string(),
    createdAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ProfileVersion' });
export type ProfileVersion = z.infer<typeof profileVersionSchema>;

export const publicationSchema = z
  .object({
    id: z.uuid(),
    version: z.number().int(),
    /** `published`: no gate was set. `passed`: through the gate. `overridden`: against it, with a reason. */
    action: z.enum(['published', 'passed', 'overridden', 'rolled-back']),
    doneBy: z.string(),
    reason: z.string().nullable(),
    evaluationId: z.uuid().nullable(),
    verdict: gateVerdictSchema.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Publication' });
export type Publication = z.infer<typeof publicationSchema>;

export const gateStatusSchema = z
  .object({
    policy: gatePolicySchema.nullable(),
    published: profileVersionSchema,
    draft: profileVersionSchema.nullable(),
    /** The run of the published profile that a draft is held against. */
    baseline: evaluationSchema.nullable(),
    /** The newest run of the draft on the gate's gold set. */
    candidate: evaluationSchema.nullable(),
    /** Null without a policy, a draft or a finished run of it. */
    verdict: gateVerdictSchema.nullable(),
    /** The draft cuts documents in another way, so that publishing it writes the index again. */
    draftCutsAgain: z.boolean(),
    /** Documents of the collection that are cut as the published profile says, of all. */
    index: z.object({ current: z.number().int(), total: z.number().int() }),
    /** Set when more of the documents changed since the baseline than the policy allows. */
    unmeasured: z.object({ share: z.number(), since: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'GateStatus' });
export type GateStatus = z.infer<typeof gateStatusSchema>;

export const savedProfileSchema = collectionSchema
  .extend({
    /** True when there is no gate: the profile answers from now on. False: it waits as a draft. */
    publishedAtOnce: z.boolean(),
    draftVersion: z.number().int().nullable(),
  })
  .meta({ id: 'SavedProfile' });
export type SavedProfile = z.infer<typeof savedProfileSchema>;

export const publishDraftSchema = z
  .object({
    /** The draft that the caller has seen. */
    version: z.number().int().positive(),
    /** Publishes against the gate; kept in the history. */
    overrideReason: z.string().trim().min(5).max(1000).optional(),
  })
  .meta({ id: 'PublishDraft' });

export const rollBackSchema = z.object({ version: z.number().int().positive() }).meta({ id: 'RollBack' });
export const profileHistorySchema = z
  .object({ versions: z.array(profileVersionSchema), publications: z.array(publicationSchema) })
  .meta({ id: 'ProfileHistory' });
