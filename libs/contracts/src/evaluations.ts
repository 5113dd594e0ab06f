import { z } from 'zod';

/** Names of the metrics are a contract: other tools read `metrics.*` of `mingda eval --json`. */
export const metricsSchema = z
  .object({
    recallAt1: z.number().nullable(),
    recallAt5: z.number().nullable(),
    recallAt10: z.number().nullable(),
    setRecallAt10: z.number().nullable(),
    mrr: z.number().nullable(),
    ndcgAt10: z.number().nullable(),
    accuracy: z.number().nullable(),
    exactMatch: z.number().nullable(),
    tokenF1: z.number().nullable(),
    bertScorePrecision: z.number().nullable(),
    bertScoreRecall: z.number().nullable(),
    bertScoreF1: z.number().nullable(),
    bertScoreF1Rescaled: z.number().nullable(),
    citationHit: z.number().nullable(),
    refusalPrecision: z.number().nullable(),
    refusalRecall: z.number().nullable(),
    falseRefusalRate: z.number().nullable(),
    wrongAnswerRate: z.number().nullable(),
    coverage: z.number().nullable(),
    meanAnswerChars: z.number().nullable(),
    latencyMeanMs: z.number().nullable(),
    latencyP95Ms: z.number().nullable(),
  })
  .meta({ id: 'Metrics' });
export type Metrics = z.infer<typeof metricsSchema>;
export type MetricName = keyof Metrics;

export const evaluationCountsSchema = z.object({
  documents: z.number().int(),
  chunks: z.number().int(),
  questions: z.number().int(),
  answerable: z.number().int(),
  unanswerable: z.number().int(),
  answered: z.number().int(),
  refused: z.number().int(),
  correct: z.number().int(),
  /** Questions that ended in an error instead of an answer or a refusal. */
  failed: z.number().int().optional(),
});
export type EvaluationCounts = z.infer<typeof evaluationCountsSchema>;

/** One question's outcome, as stored and as shown in the report. */
export const questionResultSchema = z.object({
  id: z.string(),
  question: z.string(),
  lang: z.string(),
  answerable: z.boolean(),
  references: z.array(z.string()),
  answer: z.string(),
  refused: z.boolean(),
  confidence: z.number(),
  /** Source keys of distinct documents by rank. */
  retrieved: z.array(z.string()),
  relevant: z.array(z.string()),
  cited: z.array(z.string()),
  scores: z.record(z.string(), z.number().nullable()),
  /** Of the ask alone; 0 when the question was not asked or failed. */
  latencyMs: z.number(),
  split: z.enum(['tune', 'test']).optional(),
  tags: z.array(z.string()).optional(),
  /** Set when the question ended in an error. */
  failure: z.object({ code: z.string(), en: z.string(), zh: z.string() }).optional(),
});
export type QuestionResult = z.infer<typeof questionResultSchema>;

export const evaluationRunSchema = z.object({
  /** Over ids, questions, references and relevance of the questions that were run, in order. */
  questionsSha256: z.string(),
  limit: z.number().int().nullable(),
  metrics: z.array(z.string()),
  /** Questions asked at once; latency is measured only at 1. */
  concurrency: z.number().int(),
  bertScore: z
    .record(z.string(), z.object({ model: z.string(), precision: z.number(), recall: z.number(), f1: z.number() }))
    .nullable(),
});
export type EvaluationRun = z.infer<typeof evaluationRunSchema>;

export const evaluationReportSchema = z
  .object({
    goldSet: z.string(),
    collection: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    profile: z.unknown(),
    models: z.array(z.string()),
    counts: evaluationCountsSchema,
    metrics: metricsSchema,
    /** The same metrics for each language, split and tag that occurs. */
    groups: z.record(z.string(), z.object({ counts: evaluationCountsSchema, metrics: metricsSchema })),
    questions: z.array(questionResultSchema),
    /** What has to be the same for another run to be comparable. */
    run: evaluationRunSchema.optional(),
  })
  .meta({ id: 'EvaluationReport' });
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

export const evaluationStates = ['queued', 'running', 'finished', 'failed'] as const;

export const evaluationSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    goldSet: z.string(),
    state: z.enum(evaluationStates),
    progress: z.number().min(0).max(1),
    failure: z.object({ code: z.string(), en: z.string(), zh: z.string() }).nullable(),
    counts: evaluationCountsSchema.nullable(),
    metrics: metricsSchema.nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Evaluation' });
export type Evaluation = z.infer<typeof evaluationSchema>;

export const startEvaluationSchema = z
  .object({
    collectionId: z.uuid(),
    /** Name of a gold set known to the server: a folder under its gold-set root, such as `sample`. */
    goldSet: z.string().regex(/^[\w-]+$/),
    limit: z.number().int().positive().optional(),
  })
  .meta({ id: 'StartEvaluation' });

export const evaluationListSchema = z.object({ items: z.array(evaluationSchema) }).meta({ id: 'EvaluationList' });
export const evaluationParams = z.object({ evaluationId: z.uuid() });
export const goldSetListSchema = z
  .object({ items: z.array(z.object({ name: z.string(), questions: z.number().int() })) })
  .meta({ id: 'GoldSetList' });
