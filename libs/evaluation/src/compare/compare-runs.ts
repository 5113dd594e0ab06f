import type {
  ChangedQuestion,
  Comparison,
  EvaluationReport,
  MetricDifference,
  MetricName,
  RunConfiguration,
} from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Metric } from '../metrics/metric.ts';
import { metricTable } from '../metrics/metric-table.ts';
import { configurationChanges } from './configuration-changes.ts';
import { pairedInterval, standardBootstrap, type BootstrapOptions } from './paired-bootstrap.ts';
import { pairQuestions, type QuestionPair } from './pair-questions.ts';

/** A finished run as it is compared. */
export interface ComparedRun {
  readonly report: EvaluationReport;
  readonly configuration: RunConfiguration | null;
}

/** Metrics that are compared for each group; all of them would be a table nobody reads. */
const groupMetrics: readonly MetricName[] = [
  'accuracy',
  'recallAt5',
  'bertScoreF1',
  'refusalRecall',
  'falseRefusalRate',
];
/** Groups are small and many: fewer draws are enough for a first look. */
const groupResamples = 2000;

/**
 * Two runs over the questions that both have asked: each metric's difference with its interval, the same for groups, and
 * the questions that turned.
 * @throws MingdaError `EVALUATIONS_NOT_COMPARABLE` without a common question
 */
export function compareRuns(before: ComparedRun, after: ComparedRun): Comparison {
  const pairs = pairQuestions(before.report.questions, after.report.questions);
  if (pairs.length === 0) throw new MingdaError('EVALUATIONS_NOT_COMPARABLE');
  const ofGroup = { ...standardBootstrap, resamples: groupResamples };
  const differences = (of: readonly QuestionPair[], names: readonly Metric[], options: BootstrapOptions) =>
    names.map((metric) => difference(metric, of, options)).filter((it) => it.questions > 0);
  const groups = [...groupPairs(pairs)].map(([key, members]) => [
    key,
    differences(
      members,
      groupMetrics.map((name) => metricTable[name]),
      ofGroup,
    ),
  ]);
  return {
    before: headOf(before.report),
    after: headOf(after.report),
    common: pairs.length,
    onlyBefore: before.report.questions.length - pairs.length,
    onlyAfter: after.report.questions.length - pairs.length,
    bootstrap: { ...standardBootstrap },
    metrics: differences(pairs, comparableMetrics, standardBootstrap),
    groups: Object.fromEntries(groups) as Comparison['groups'],
    questions: pairs.flatMap((pair) => changeOf(pair) ?? []),
    configuration:
      before.configuration === null || after.configuration === null
        ? null
        : configurationChanges(before.configuration, after.configuration),
  };
}

/** Those that are a sum over questions; a figure of all outcomes together cannot be drawn again question by question. */
const comparableMetrics = Object.values(metricTable).filter((metric) => metric.summarize === undefined);

function difference(metric: Metric, pairs: readonly QuestionPair[], options: BootstrapOptions): MetricDifference {
  const values = pairs
    .map(({ before, after }) => ({ before: valueOf(metric, before), after: valueOf(metric, after) }))
    .filter((it) => it.before !== null || it.after !== null);
  const before = metric.aggregate(values.flatMap((it) => it.before ?? []));
  const after = metric.aggregate(values.flatMap((it) => it.after ?? []));
  return {
    metric: metric.name,
    better: metric.direction,
    questions: values.length,
    before,
    after,
    difference: before === null || after === null ? null : after - before,
    interval: pairedInterval(values, metric.aggregate, options),
  };
}

function valueOf(metric: Metric, result: QuestionPair['before']): number | null {
  return result.scores[metric.name] ?? null;
}

function groupPairs(pairs: readonly QuestionPair[]): Map<string, QuestionPair[]> {
  const groups = new Map<string, QuestionPair[]>();
  for (const pair of pairs) {
    const { lang, split, tags = [] } = pair.after;
    const keys = [`lang:${lang}`, ...(split === undefined ? [] : [`split:${split}`]), ...tags.map((it) => `tag:${it}`)];
    for (const key of new Set(keys)) {
      const members = groups.get(key);
      if (members === undefined) groups.set(key, [pair]);
      else members.push(pair);
    }
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Right or wrong counts before the rank of the document, and that before closeness of words. */
function changeOf({ before, after }: QuestionPair): ChangedQuestion | undefined {
  const steps = [
    { by: 'correctness', difference: correctness(after) - correctness(before) },
    { by: 'ranking', difference: (after.scores['mrr'] ?? 0) - (before.scores['mrr'] ?? 0) },
    { by: 'similarity', difference: (after.scores['bertScoreF1'] ?? 0) - (before.scores['bertScoreF1'] ?? 0) },
  ] as const;
  const step = steps.find((it) => Math.abs(it.difference) > smallest[it.by]);
  if (step === undefined) return undefined;
  return { id: after.id, change: step.difference > 0 ? 'better' : 'worse', by: step.by, before, after };
}

/** Below these a question has not turned: vectors of two imports differ in the last digits. */
const smallest = { correctness: 0, ranking: 0, similarity: 0.05 } as const;

/** An unanswerable question is right when it was refused. */
function correctness(result: QuestionPair['before']): number {
  if (result.failure !== undefined) return -1;
  return result.answerable ? (result.scores['accuracy'] ?? 0) : Number(result.refused);
}

function headOf({ goldSet, collection, finishedAt }: EvaluationReport): Comparison['before'] {
  return { goldSet, collection, finishedAt };
}
