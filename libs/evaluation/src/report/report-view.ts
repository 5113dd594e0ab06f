import type { EvaluationReport, QuestionResult } from '@mingda/contracts';
import type { Language } from '@mingda/language';
import { metricTable } from '../metrics/metric-table.ts';
import { formatShare, formatValue } from './format-value.ts';
import { metricTexts } from './metric-texts.ts';
import { reportTexts, type ReportTexts } from './report-texts.ts';
import { summarizeSimilarity, type SimilaritySummary } from './similarity-summary.ts';
import { accuracyTarget } from './targets.ts';

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

/** What both the Markdown and the HTML report show, in one language, unescaped. */
export interface ReportView {
  readonly language: Language;
  readonly texts: ReportTexts;
  readonly report: EvaluationReport;
  readonly findings: readonly string[];
  readonly metrics: readonly MetricRow[];
  readonly groupColumns: readonly string[];
  readonly groups: readonly GroupRow[];
  readonly similarity: readonly SimilaritySummary[];
  readonly wrongAnswers: readonly QuestionResult[];
  readonly wrongRefusals: readonly QuestionResult[];
  readonly missedRefusals: readonly QuestionResult[];
  readonly failures: readonly QuestionResult[];
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

export function viewReport(report: EvaluationReport, language: Language): ReportView {
  const { questions } = report;
  return {
    language,
    texts: reportTexts[language],
    report,
    findings: findingsOf(report, reportTexts[language]),
    metrics: metricRows(report, language),
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
  return Object.values(metricTable).map((metric) => {
    const value = report.metrics[metric.name];
    const gates = metric.name === 'accuracy' && value !== null;
    return {
      ...metricTexts[language][metric.name],
      value: formatValue(value, metric.unit),
      better: reportTexts[language].better[metric.direction],
      target: gates ? { text: formatShare(accuracyTarget), reached: value >= accuracyTarget } : null,
    };
  });
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
