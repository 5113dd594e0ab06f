import { evaluationReportSchema, metricsSchema, questionResultSchema, type EvaluationReport } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const format = 'mingda-baseline/1';

/** What a comparison needs of a question; texts that are long or change with every run are left out. */
const baselineQuestionSchema = questionResultSchema
  .pick({ id: true, question: true, lang: true, answerable: true, references: true, relevant: true, answer: true })
  .extend({
    refused: z.boolean(),
    scores: questionResultSchema.shape.scores,
    split: questionResultSchema.shape.split,
    tags: questionResultSchema.shape.tags,
    failure: questionResultSchema.shape.failure,
  });

const baselineSchema = z.object({
  format: z.literal(format),
  goldSet: z.string(),
  collection: z.string(),
  finishedAt: z.iso.datetime(),
  models: z.array(z.string()),
  profile: z.unknown(),
  metrics: z.record(z.string(), z.number().nullable()),
  questions: z.array(baselineQuestionSchema),
});

/** Scores that comparisons and gates read. */
const keptScores: ReadonlySet<string> = new Set(['accuracy', 'recallAt5', 'mrr', 'bertScoreF1', 'refusalRecall']);
const digits = 4;

/** A run as a file for a repository: small, one question a line, so that a change of it can be read as a change. */
export function toBaseline(report: EvaluationReport): string {
  const { goldSet, collection, finishedAt, models, profile, questions } = report;
  const metrics = Object.fromEntries(Object.entries(report.metrics).filter(([name]) => keptScores.has(name)));
  const head = { format, goldSet, collection, finishedAt, models, profile, metrics: rounded(metrics) };
  const lines = questions.map((result) => {
    const { id, question, lang, answerable, references, relevant, answer, refused, split, tags, failure } = result;
    const scores = Object.fromEntries(Object.entries(result.scores).filter(([name]) => keptScores.has(name)));
    const kept = { id, question, lang, answerable, references, relevant, answer, refused, split, tags, failure };
    return `    ${JSON.stringify({ ...kept, scores: rounded(scores) })}`;
  });
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "questions": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * A report written by `mingda eval --out`, or a baseline.
 * @throws MingdaError `INVALID_INPUT` naming the file and what is wrong with it
 */
export async function readRunFile(path: string): Promise<EvaluationReport> {
  const invalid = (detail: string): MingdaError =>
    new MingdaError('INVALID_INPUT', {
      subject: path,
      detail,
      fixes: ['give a report.json of `mingda eval --out`', 'write a baseline with `mingda gate --write-baseline`'],
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  const baseline = baselineSchema.safeParse(value);
  if (baseline.success) return asReport(baseline.data);
  const report = evaluationReportSchema.safeParse(value);
  if (report.success) return report.data;
  throw invalid('this is neither a report nor a baseline');
}

function asReport(baseline: z.infer<typeof baselineSchema>): EvaluationReport {
  const questions = baseline.questions.map((it) => ({ ...it, confidence: 0, retrieved: [], cited: [], latencyMs: 0 }));
  const count = (holds: (it: (typeof questions)[number]) => boolean): number => questions.filter(holds).length;
  const measured = new Map(Object.entries(baseline.metrics));
  return {
    ...baseline,
    startedAt: baseline.finishedAt,
    metrics: metricsSchema.parse(
      Object.fromEntries(Object.keys(metricsSchema.shape).map((name) => [name, measured.get(name) ?? null])),
    ),
    counts: {
      documents: 0,
      chunks: 0,
      questions: questions.length,
      answerable: count((it) => it.answerable),
      unanswerable: count((it) => !it.answerable),
      answered: count((it) => !it.refused),
      refused: count((it) => it.refused),
      correct: count((it) => it.scores['accuracy'] === 1),
    },
    groups: {},
    questions,
  };
}

function rounded(values: Readonly<Record<string, number | null>>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === null ? null : Number(value.toFixed(digits))]),
  );
}
