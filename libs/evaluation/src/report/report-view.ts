import type { EvaluationReport, MetricName, QuestionResult, RunConfiguration } from '@mingda/contracts';
import type { Language } from '@mingda/language';
import { judgeRows } from '../judge/judge-rows.ts';
import { metricTable } from '../metrics/metric-table.ts';
import { formatShare, formatValue } from './format-value.ts';
import { metricTexts } from './metric-texts.ts';
import { headlineOf } from './headline.ts';
import { historyTexts, type HistoryTexts } from './history-texts.ts';
import { compareReports, flattenProfile, type ReportComparison, type ReportHistory } from './report-history.ts';
import { reportTexts, type ReportTexts } from './report-texts.ts';
import { summarizeSimilarity, type SimilaritySummary } from './similarity-summary.ts';
import { accuracyTarget } from './targets.ts';
import type { TrendSeries } from './trend-chart.ts';

export interface MetricRow {
  readonly name: string;
  readonly value: string;
  readonly better: string;
  readonly meaning: string;
  /** Only metrics with a target that gates have one. */
  readonly target: { readonly text: string; readonly reached: boolean } | null;
}

export interface GroupRow {
  readonly label: string;
  readonly questions: number;
  readonly accuracy: number | null;
  /** Values in the order of `groupMetrics`. */
  readonly values: readonly string[];
}

/** The report beside what came before it. */
export interface HistoryView {
  readonly texts: HistoryTexts;
  /** Earlier runs, oldest first. */
  readonly runs: ReportHistory['runs'];
  readonly headline: readonly string[];
  /** Null when there is no earlier run. */
  readonly comparison: ReportComparison | null;
  readonly changes: readonly ChangeRow[];
  /** Null when there are fewer than two runs. */
  readonly trend: { readonly labels: readonly string[]; readonly series: readonly TrendSeries[] } | null;
}

export interface ChangeRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly verdict: 'better' | 'worse' | 'same';
}

/** What every form of the report shows, in one language, unescaped. */
export interface ReportView {
  readonly language: Language;
  readonly texts: ReportTexts;
  readonly report: EvaluationReport;
  /** Null for a report that stands alone. */
  readonly history: HistoryView | null;
  readonly findings: readonly string[];
  /** Those that have a value. */
  readonly metrics: readonly MetricRow[];
  /** What is to be said about the others; null when there are none. */
  readonly unmeasured: string | null;
  readonly groupColumns: readonly string[];
  /** Metrics of those columns. */
  readonly groupMetrics: readonly MetricName[];
  readonly groups: readonly GroupRow[];
  readonly similarity: readonly SimilaritySummary[];
  readonly wrongAnswers: readonly QuestionResult[];
  readonly wrongRefusals: readonly QuestionResult[];
  readonly missedRefusals: readonly QuestionResult[];
  readonly failures: readonly QuestionResult[];
  /** How it was measured: label and value. */
  readonly settings: readonly (readonly [string, string])[];
}

const groupMetrics = [
  'accuracy',
  'recallAt5',
  'ndcgAt10',
  'tokenF1',
  'bertScoreF1',
  'falseRefusalRate',
  'refusalRecall',
  'wrongAnswerRate',
] as const;

const trendSeries = [
  { name: 'accuracy', colour: '#2f6fb0' },
  { name: 'recallAt5', colour: '#1b7f4d', dash: [6, 3] },
  { name: 'refusalRecall', colour: '#7a4bb0', dash: [2, 3] },
  { name: 'wrongAnswerRate', colour: '#b3261e', dash: [10, 3] },
] as const;

export function viewReport(
  report: EvaluationReport,
  language: Language,
  history: ReportHistory | null = null,
): ReportView {
  const { questions } = report;
  return {
    language,
    texts: reportTexts[language],
    report,
    history: history === null ? null : viewHistory(report, language, history),
    findings: findingsOf(report, reportTexts[language]),
    metrics: metricRows(report, language),
    unmeasured: unmeasuredOf(report, language),
    groupMetrics,
    groupColumns: groupMetrics.map((name) => metricTexts[language][name].name),
    groups: groupRows(report, reportTexts[language]),
    similarity: summarizeSimilarity(report),
    wrongAnswers: questions
      .filter((it) => it.scores['accuracy'] === 0 && !it.refused && it.failure === undefined)
      .toSorted(worstFirst),
    wrongRefusals: questions.filter((it) => it.answerable && it.refused),
    missedRefusals: questions
      .filter((it) => !it.answerable && wasAnswered(report, it))
      .toSorted((a, b) => b.confidence - a.confidence),
    failures: questions.filter((it) => it.failure !== undefined),
    settings: [
      ...settingRows(report, reportTexts[language], history?.configuration ?? null),
      ...judgeRows(report.run?.judge, language),
    ],
  };
}

function viewHistory(report: EvaluationReport, language: Language, { runs, previous }: ReportHistory): HistoryView {
  const comparison = previous === null ? null : compareReports(previous, report);
  const all = [...runs, { at: report.startedAt, metrics: report.metrics }];
  const series = trendSeries.flatMap(({ name, ...style }): TrendSeries[] => {
    const values = all.map(({ metrics }) => metrics[name] ?? null);
    return values.every((value) => value === null)
      ? []
      : [{ label: metricTexts[language][name].name, values, ...style }];
  });
  return {
    texts: historyTexts[language],
    runs,
    headline: headlineOf(report, comparison, language),
    comparison,
    changes: (comparison?.changes ?? []).map(({ name, before, after, verdict }) => ({
      name: metricTexts[language][name].name,
      before: formatValue(before, metricTable[name].unit),
      after: formatValue(after, metricTable[name].unit),
      verdict,
    })),
    trend: all.length < 2 || series.length === 0 ? null : { labels: all.map(({ at }) => at.slice(5, 10)), series },
  };
}

/** Rank of the first relevant document, from 1; null when it was not found. */
export function rankOfRelevant(question: QuestionResult): number | null {
  const index = question.retrieved.findIndex((document) => question.relevant.includes(document));
  return index < 0 ? null : index + 1;
}

function wasAnswered(report: EvaluationReport, question: QuestionResult): boolean {
  const asked = report.counts.answered + report.counts.refused > 0;
  return asked && !question.refused && question.failure === undefined;
}

/** Far from the reference and sure of itself comes first. */
function worstFirst(a: QuestionResult, b: QuestionResult): number {
  const closeness = (it: QuestionResult): number => it.scores['bertScoreF1'] ?? it.scores['tokenF1'] ?? 0;
  return closeness(a) - closeness(b) || b.confidence - a.confidence || (a.id < b.id ? -1 : 1);
}

function findingsOf(report: EvaluationReport, texts: ReportTexts): string[] {
  const { metrics, questions } = report;
  const scored = (name: string, value?: number): number =>
    questions.filter((it) => (value === undefined ? typeof it.scores[name] === 'number' : it.scores[name] === value))
      .length;
  const findings: string[] = [];
  if (metrics.accuracy !== null) {
    const numbers = { share: formatShare(metrics.accuracy), part: scored('accuracy', 1), whole: scored('accuracy') };
    findings.push(
      texts.accuracyFinding({
        ...numbers,
        target: formatShare(accuracyTarget),
        reached: metrics.accuracy >= accuracyTarget,
      }),
    );
  }
  if (metrics.wrongAnswerRate !== null) {
    findings.push(
      texts.wrongAnswerFinding({
        share: formatShare(metrics.wrongAnswerRate),
        part: scored('wrongAnswerRate', 1),
        whole: scored('wrongAnswerRate'),
      }),
    );
  }
  if (metrics.refusalRecall !== null) {
    findings.push(
      texts.refusalFinding({
        share: formatShare(metrics.refusalRecall),
        part: scored('refusalRecall', 1),
        whole: scored('refusalRecall'),
        wrongly: questions.filter((it) => it.answerable && it.refused).length,
      }),
    );
  }
  if (metrics.recallAt5 !== null) findings.push(texts.retrievalFinding(formatShare(metrics.recallAt5)));
  if (metrics.latencyMeanMs !== null && metrics.latencyP95Ms !== null) {
    findings.push(
      texts.latencyFinding(
        formatValue(metrics.latencyMeanMs, 'milliseconds'),
        formatValue(metrics.latencyP95Ms, 'milliseconds'),
      ),
    );
  }
  const failed = questions.filter((it) => it.failure !== undefined).length;
  if (failed > 0) findings.push(texts.failureFinding(failed));
  return findings;
}

function metricRows(report: EvaluationReport, language: Language): MetricRow[] {
  return Object.values(metricTable).flatMap((metric) => {
    const value = report.metrics[metric.name] ?? null;
    if (value === null) return [];
    const gates = metric.name === 'accuracy';
    return {
      ...metricTexts[language][metric.name],
      value: formatValue(value, metric.unit),
      better: reportTexts[language].better[metric.direction],
      target: gates ? { text: formatShare(accuracyTarget), reached: value >= accuracyTarget } : null,
    };
  });
}

function unmeasuredOf(report: EvaluationReport, language: Language): string | null {
  const names = Object.values(metricTable)
    .filter(({ name }) => (report.metrics[name] ?? null) === null)
    .map(({ name }) => metricTexts[language][name].name);
  return names.length === 0 ? null : reportTexts[language].unmeasured(names.join(language === 'zh' ? '、' : ', '));
}

function groupRows(report: EvaluationReport, texts: ReportTexts): GroupRow[] {
  const kinds: Readonly<Record<string, string>> = texts.groupKinds;
  return Object.entries(report.groups).map(([key, { counts, metrics }]) => {
    const [kind, ...name] = key.split(':');
    return {
      label: `${kinds[kind] ?? kind}: ${name.join(':')}`,
      questions: counts.questions,
      accuracy: metrics.accuracy,
      values: groupMetrics.map((metric) => formatValue(metrics[metric], metricTable[metric].unit)),
    };
  });
}

function settingRows(
  report: EvaluationReport,
  { settings }: ReportTexts,
  configuration: RunConfiguration | null,
): (readonly [string, string])[] {
  const { run } = report;
  return [
    [settings.models, report.models.join(', ')],
    ...(run === undefined
      ? []
      : ([
          [settings.limit, run.limit === null ? settings.all : String(run.limit)],
          [settings.concurrency, String(run.concurrency)],
          [settings.fingerprint, run.questionsSha256],
        ] as const)),
    ...(configuration === null
      ? []
      : ([
          [settings.goldSetVersion, String(configuration.goldSet.version ?? '–')],
          [settings.profileVersion, `${configuration.profile.version} (${configuration.profile.state})`],
          [settings.documents, configuration.documents.sha256],
          [settings.prompts, configuration.prompts.join(', ') || '–'],
          [settings.code, `${configuration.code.version} (${configuration.code.revision})`],
        ] as const)),
    [settings.profile, [...flattenProfile(report.profile)].map(([name, value]) => `${name}: ${value}`).join('\n')],
  ];
}
