import { z } from 'zod';
import { citationSchema } from './questions.ts';

export const reviewLabels = ['correct', 'partly', 'wrong', 'should-have-refused', 'rightly-refused'] as const;
export type ReviewLabel = (typeof reviewLabels)[number];
export const reviewReasons = [
  'disliked',
  'disagreement',
  'low-confidence',
  'near-threshold',
  'sample',
  'evaluated',
] as const;
export type ReviewReason = (typeof reviewReasons)[number];

/** Which answers of a collection are put before people. */
export const reviewRuleSchema = z
  .object({
    enabled: z.boolean().default(true),
    disliked: z.boolean().default(true),
    /** Answered, but below the confidence that asks for a person. */
    lowConfidence: z.boolean().default(true),
    /** Answers and refusals whose confidence is this near the refusal threshold; 0 leaves them out. */
    nearThreshold: z.number().min(0).max(0.5).default(0.05),
    /** Answers drawn a day from each stratum: language, outcome and confidence band. */
    samplePerStratum: z.number().int().min(0).max(100).default(2),
    /** Answers drawn from each stratum (language, right or wrong by the metric) of the latest evaluation. */
    evaluatedPerStratum: z.number().int().min(0).max(100).default(5),
    /** Share of the tasks that two people rate. */
    secondRaterShare: z.number().min(0).max(1).default(0.2),
    /** No more is drawn while this many tasks wait. */
    mostOpen: z.number().int().min(1).max(5000).default(200),
    /** The same seed draws the same answers. */
    seed: z.string().trim().min(1).max(40).default('1'),
    /** Own captions of the labels, such as a company's words for them. */
    captions: z.partialRecord(z.enum(reviewLabels), z.string().trim().min(1).max(40)).default({}),
  })
  .meta({ id: 'ReviewRule' });
export type ReviewRule = z.output<typeof reviewRuleSchema>;

const rater = z.string().trim().min(1).max(100);

export const reviewRatingSchema = z
  .object({
    rater: z.string(),
    label: z.enum(reviewLabels),
    grounded: z.boolean().nullable(),
    tone: z.enum(['good', 'acceptable', 'poor']).nullable(),
    comment: z.string().nullable(),
    ratedAt: z.iso.datetime(),
  })
  .meta({ id: 'ReviewRating' });
export type ReviewRating = z.infer<typeof reviewRatingSchema>;

/** What the metrics said of an evaluated answer. */
export const reviewMetricSchema = z.object({
  goldSet: z.string(),
  questionId: z.string(),
  references: z.array(z.string()),
  answerable: z.boolean(),
  /** Accuracy of the answer, 1 or 0; null where it does not apply. */
  accuracy: z.number().nullable(),
  bertScoreF1: z.number().nullable(),
  /** Whether the metrics call the outcome right: accurate, or a refusal where nothing answers. */
  right: z.boolean(),
});
export type ReviewMetric = z.infer<typeof reviewMetricSchema>;

export const reviewTaskSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    reason: z.enum(reviewReasons),
    state: z.enum(['open', 'done']),
    ratersWanted: z.number().int(),
    metric: reviewMetricSchema.nullable(),
    answer: z.object({
      id: z.uuid(),
      question: z.string(),
      outcome: z.enum(['answered', 'refused']),
      text: z.string(),
      lang: z.string(),
      confidence: z.number(),
      citations: z.array(citationSchema),
      thumb: z.enum(['up', 'down']).nullable(),
      rating: z.number().int().nullable(),
      comment: z.string().nullable(),
      createdAt: z.iso.datetime(),
    }),
    ratings: z.array(reviewRatingSchema),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ReviewTask' });
export type ReviewTask = z.infer<typeof reviewTaskSchema>;

export const reviewListQuery = z.object({
  collectionId: z.uuid().optional(),
  state: z.enum(['open', 'done']).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type ReviewFilter = z.output<typeof reviewListQuery>;
export const reviewListSchema = z
  .object({ items: z.array(reviewTaskSchema), total: z.number().int() })
  .meta({ id: 'ReviewList' });

export const claimReviewSchema = z
  .object({
    collectionId: z.uuid().optional(),
    /** Who rates; the name of the key when absent. */
    rater: rater.optional(),
    /** Tasks that this rater leaves for now. */
    except: z.array(z.uuid()).max(200).default([]),
  })
  .meta({ id: 'ClaimReview' });
/** The next task for this rater, held for ten minutes; null when none waits. Other raters' ratings are not shown. */
export const claimedReviewSchema = z
  .object({ task: reviewTaskSchema.nullable(), leftForYou: z.number().int(), leaseSeconds: z.number().int() })
  .meta({ id: 'ClaimedReview' });
export type ClaimedReview = z.infer<typeof claimedReviewSchema>;

export const giveRatingSchema = z
  .object({
    rater: rater.optional(),
    label: z.enum(reviewLabels),
    grounded: z.boolean().nullable().default(null),
    tone: z.enum(['good', 'acceptable', 'poor']).nullable().default(null),
    comment: z.string().trim().max(2000).nullable().default(null),
  })
  .meta({ id: 'GiveRating' });
export type GiveRating = z.output<typeof giveRatingSchema>;
export const releaseReviewSchema = z.object({ rater: rater.optional() }).meta({ id: 'ReleaseReview' });

/** Cohen's kappa over tasks that two people rated; null where it is not defined. */
export const agreementSchema = z.object({
  tasks: z.number().int(),
  agreement: z.number().nullable(),
  kappa: z.number().nullable(),
  pairs: z.array(
    z.object({
      raters: z.tuple([z.string(), z.string()]),
      tasks: z.number().int(),
      agreement: z.number(),
      kappa: z.number().nullable(),
    }),
  ),
});
export type Agreement = z.infer<typeof agreementSchema>;

export const reviewSummarySchema = z
  .object({
    open: z.number().int(),
    done: z.number().int(),
    byReason: z.partialRecord(z.enum(reviewReasons), z.number().int()),
    byLabel: z.partialRecord(z.enum(reviewLabels), z.number().int()),
    grounded: z.object({ yes: z.number().int(), no: z.number().int() }),
    agreement: agreementSchema,
  })
  .meta({ id: 'ReviewSummary' });
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

export const collectionQuery = z.object({ collectionId: z.uuid().optional() });
export const disagreementListSchema = z
  .object({
    /** Evaluated answers on which the metric and a person differ, newest first. */
    items: z.array(reviewTaskSchema),
    compared: z.number().int(),
  })
  .meta({ id: 'DisagreementList' });
export const filledReviewsSchema = z.object({ created: z.number().int() }).meta({ id: 'FilledReviews' });
export const reviewParams = z.object({ taskId: z.uuid() });

export const satisfactionQuery = z.object({
  collectionId: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  bucket: z.enum(['day', 'week', 'month']).default('day'),
});
export type SatisfactionFilter = z.output<typeof satisfactionQuery>;

const satisfactionFigures = {
  /** Answers to real questions; evaluated ones are left out. */
  answers: z.number().int(),
  refused: z.number().int(),
  /** Answers that somebody rated with a thumb or 1-5. */
  rated: z.number().int(),
  thumbsUp: z.number().int(),
  thumbsDown: z.number().int(),
  thumbsUpShare: z.number().nullable(),
  ratings: z.number().int(),
  meanRating: z.number().nullable(),
};
export const satisfactionSchema = z
  .object({
    total: z.object(satisfactionFigures),
    buckets: z.array(z.object({ from: z.iso.datetime(), ...satisfactionFigures })),
  })
  .meta({ id: 'Satisfaction' });
export type Satisfaction = z.infer<typeof satisfactionSchema>;

export const instructionQuery = z.object({
  collectionId: z.uuid().optional(),
  /** Least confidence of an answer that was exported for its thumb alone. */
  minConfidence: z.coerce.number().min(0).max(1).default(0.5),
});
export type InstructionFilter = z.output<typeof instructionQuery>;
