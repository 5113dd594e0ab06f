import { z } from 'zod';
import { questionResultSchema } from './evaluations.ts';

/** Difference of one metric between two runs over their common questions, second run minus first. */
export const metricDifferenceSchema = z.object({
  metric: z.string(),
  better: z.enum(['higher', 'lower']),
  /** Questions for which at least one run has a value. */
  questions: z.number().int(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  difference: z.number().nullable(),
  /** Two-sided 95 % interval of the difference, by a paired bootstrap; null when a run has no value. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
});
export type MetricDifference = z.infer<typeof metricDifferenceSchema>;

export const changedQuestionSchema = z.object({
  id: z.string(),
  change: z.enum(['better', 'worse']),
  /** What changed first: right or wrong, then the rank of the document, then closeness to the reference. */
  by: z.enum(['correctness', 'ranking', 'similarity']),
  before: questionResultSchema,
  after: questionResultSchema,
});
export type ChangedQuestion = z.infer<typeof changedQuestionSchema>;

/** One setting that differs, named by its path in the configuration. */
export const configurationChangeSchema = z.object({ path: z.string(), before: z.unknown(), after: z.unknown() });
export type ConfigurationChange = z.infer<typeof configurationChangeSchema>;

export const comparisonSchema = z
  .object({
    before: z.object({ goldSet: z.string(), collection: z.string(), finishedAt: z.iso.datetime() }),
    after: z.object({ goldSet: z.string(), collection: z.string(), finishedAt: z.iso.datetime() }),
    /** Questions that both runs asked in the same words with the same references. */
    common: z.number().int(),
    onlyBefore: z.number().int(),
    onlyAfter: z.number().int(),
    bootstrap: z.object({ resamples: z.number().int(), seed: z.number().int(), confidence: z.number() }),
    metrics: z.array(metricDifferenceSchema),
    /** The leading metrics for each language, split and tag. */
    groups: z.record(z.string(), z.array(metricDifferenceSchema)),
    questions: z.array(changedQuestionSchema),
    /** Null when a run was made without a stored configuration. */
    configuration: z.array(configurationChangeSchema).nullable(),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof comparisonSchema>;

export const comparisonQuery = z.object({ before: z.uuid(), after: z.uuid() });
