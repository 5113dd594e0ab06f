import { z } from 'zod';
import { profileSchema } from './profile.ts';

/** Null: not defined, or not part of the run. */
const measured = z.number().nullable();
/** Named later than the first reports were stored: absent there, read as null. */
const measuredLater = measured.default(null);

/** Names of the metrics are a contract: other tools read `metrics.*` of `mingda eval --json`. */
export const metricsSchema = z
  .object({
    recallAt1: measured,
    recallAt5: measured,
    recallAt10: measured,
    setRecallAt10: measured,
    precisionAt5: measuredLater,
    precisionAt10: measuredLater,
    mrr: measured,
    mapAt10: measuredLater,
    ndcgAt10: measured,
    accuracy: measured,
    exactMatch: measured,
    tokenF1: measured,
    rougeL: measuredLater,
    bertScorePrecision: measured,
    bertScoreRecall: measured,
    bertScoreF1: measured,
    bertScoreF1Rescaled: measured,
    answerRelevance: measuredLater,
    citationHit: measured,
    citationPrecision: measuredLater,
    citationRecall: measuredLater,
    groundedness: measuredLater,
    judgedFaithfulness: measuredLater,
    judgedRelevance: measuredLater,
    codeExactMatch: measuredLater,
    codePassAt1: measuredLater,
    intentAccuracy: measuredLater,
    refusalPrecision: measured,
    refusalRecall: measured,
    refusalF1: measuredLater,
    refusalBalancedAccuracy: measuredLater,
    falseRefusalRate: measured,
    wrongAnswerRate: measured,
    coverage: measured,
    meanAnswerChars: measured,
    latencyMeanMs: measured,
    latencyP95Ms: measured,
    costMean: measuredLater,
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
  /** What became of an answer that is code: whether its tests passed, and why not. */
  code: z.object({ passed: z.boolean().nullable(), reason: z.string().nullable() }).optional(),
  /** Set when the question ended in an error. */
  failure: z.object({ code: z.string(), en: z.string(), zh: z.string() }).optional(),
});
export type QuestionResult = z.infer<typeof questionResultSchema>;

const profileOfRunSchema = z.object({
  version: z.number().int(),
  state: z.enum(['draft', 'published', 'retired']),
  settings: profileSchema,
});

/**
 * All that decides the figures of a run. Two runs of one digest measured the same thing; what is not reproducible is
 * latency, which depends on the machine and its load.
 */
export const runConfigurationSchema = z
  .object({
    goldSet: z.object({
      name: z.string(),
      version: z.number().int().nullable(),
      sha256: z.string(),
      limit: z.number().int().nullable(),
    }),
    profile: profileOfRunSchema,
    /** Models with the checksum of their weights; null where a remote service keeps them. */
    models: z.array(z.object({ key: z.string(), sha256: z.string().nullable() })),
    /** Versions of the prompts in use; none where no language model writes. */
    prompts: z.array(z.string()),
    /** The documents that were asked: over source keys, contents and how they were cut. */
    documents: z.object({ count: z.number().int(), chunks: z.number().int(), sha256: z.string() }),
    /** Version of the product, and a digest of the code that cuts, searches, answers and scores. */
    code: z.object({ version: z.string(), revision: z.string() }),
    metrics: z.array(z.string()),
    concurrency: z.number().int(),
  })
  .meta({ id: 'RunConfiguration' });
export type RunConfiguration = z.infer<typeof runConfigurationSchema>;

const agreementSchema = z
  .object({ pairs: z.number().int(), accuracy: z.number(), kappa: z.number().nullable() })
  .nullable();

/** The language model that judged answers, and how far it agrees with people. */
export const evaluationJudgeSchema = z.object({
  model: z.string(),
  /** Versions of the prompts by what they judge. */
  prompts: z.record(z.string(), z.string()),
  judged: z.number().int(),
  /** Replies that held no verdict. */
  unreadable: z.number().int(),
  /** With answers that people have judged; null when there are none. Cohen's kappa is null where it is not defined. */
  agreement: z.object({ faithfulness: agreementSchema, relevance: agreementSchema }).nullable(),
});

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
  /** Null or absent when no language model judged. */
  judge: evaluationJudgeSchema.nullable().optional(),
  /** Questions whose outcome was taken from an earlier run; they have no latency. */
  reused: z.number().int().optional(),
  /** True when documents changed while the run went: its figures belong to no single state of the collection. */
  documentsChanged: z.boolean().optional(),
  digest: z.string().optional(),
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

export const evaluationStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

export const evaluationSchema = z
  .object({
    id: z.uuid(),
    collectionId: z.uuid(),
    goldSet: z.string(),
    goldSetVersion: z.number().int().nullable(),
    limit: z.number().int().nullable(),
    /** The profile that is measured; null until the run starts, when nothing but "the published one" was asked for. */
    profileVersion: z.number().int().nullable(),
    reuse: z.boolean(),
    state: z.enum(evaluationStates),
    progress: z.number().min(0).max(1),
    failure: z.object({ code: z.string(), en: z.string(), zh: z.string() }).nullable(),
    counts: evaluationCountsSchema.nullable(),
    metrics: metricsSchema.nullable(),
    /** Null until the run starts. */
    configuration: runConfigurationSchema.nullable(),
    /** sha256 over the configuration. */
    digest: z.string().nullable(),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
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
    /** A frozen version of a stored gold set; the newest when absent. */
    goldSetVersion: z.number().int().positive().optional(),
    /** A saved version of the profile, such as a draft; the published one when absent. */
    profileVersion: z.number().int().positive().optional(),
    /** Takes outcomes that nothing has changed from earlier runs. Reused questions have no latency. */
    reuse: z.boolean().optional(),
    /** Names of metrics; all when absent. */
    metrics: z.array(z.string()).min(1).optional(),
  })
  .meta({ id: 'StartEvaluation' });

export const evaluationListSchema = z.object({ items: z.array(evaluationSchema) }).meta({ id: 'EvaluationList' });
export const evaluationParams = z.object({ evaluationId: z.uuid() });
