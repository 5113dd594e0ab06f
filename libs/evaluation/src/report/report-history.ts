import type { EvaluationReport, MetricName, Metrics, QuestionResult, RunConfiguration } from '@mingda/contracts';
import { metricTable } from '../metrics/metric-table.ts';
import type { Metric } from '../metrics/metric.ts';

/** An earlier run of the same gold set on the same collection. */
export interface TrendRun {
  /** ISO 8601. */
  readonly at: string;
  readonly metrics: Metrics;
}

/** What came before a report. */
export interface ReportHistory {
  /** Oldest first, the report itself left out. */
  readonly runs: readonly TrendRun[];
  /** The report that it is compared with. */
  readonly previous: EvaluationReport | null;
  /** What was measured, with versions; null for runs from before it was kept. */
  readonly configuration: RunConfiguration | null;
}

export interface MetricChange {
  readonly name: MetricName;
  readonly before: number;
  readonly after: number;
  /** `same` where the difference would not show in the figures as printed. */
  readonly verdict: 'better' | 'worse' | 'same';
  /** Large enough to be told at the top. */
  readonly notable: boolean;
}

export interface SettingChange {
  /** Path in the profile, or `models`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A report beside the one before it. */
export interface ReportComparison {
  readonly previousAt: string;
  readonly sameQuestions: boolean;
  readonly changes: readonly MetricChange[];
  /** Answered correctly now, not before; and the other way round. Only questions of both runs. */
  readonly turnedRight: readonly QuestionResult[];
  readonly turnedWrong: readonly QuestionResult[];
  /** Probability of at least this imbalance by chance alone; null when no question turned. */
  readonly chance: number | null;
  readonly settings: readonly SettingChange[];
}

/** Smallest difference that the printed figure shows, and that is told at the top. */
const differences: Readonly<Record<Metric['unit'], { shown: number; notable: number }>> = {
  share: { shown: 0.0005, notable: 0.005 },
  score: { shown: 0.0005, notable: 0.005 },
  characters: { shown: 0.5, notable: 20 },
  milliseconds: { shown: 0.5, notable: 50 },
  money: { shown: 0.00005, notable: 0.001 },
};

/** Of times and lengths, where a fixed step means little. */
const notableShare = 0.2;

export function compareReports(previous: EvaluationReport, report: EvaluationReport): ReportComparison {
  const before = new Map(previous.questions.map((question) => [question.id, question]));
  const turned = (from: number, to: number): QuestionResult[] =>
    report.questions.filter(
      (question) =>
        question.scores['accuracy'] === to &&
        before.get(question.id)?.question === question.question &&
        before.get(question.id)?.scores['accuracy'] === from,
    );
  const turnedRight = turned(0, 1);
  const turnedWrong = turned(1, 0);
  return {
    previousAt: previous.startedAt,
    sameQuestions:
      report.run?.questionsSha256 !== undefined && report.run.questionsSha256 === previous.run?.questionsSha256,
    changes: Object.values(metricTable).flatMap((metric) => changeOf(metric, previous.metrics, report.metrics)),
    turnedRight,
    turnedWrong,
    chance: signTest(turnedRight.length, turnedWrong.length),
    settings: settingChanges(previous, report),
  };
}

function changeOf(metric: Metric, earlier: Metrics, later: Metrics): MetricChange[] {
  // A report stored before a metric existed has no value for it.
  const before = earlier[metric.name] ?? null;
  const after = later[metric.name] ?? null;
  if (before === null || after === null) return [];
  const difference = after - before;
  const { shown, notable } = differences[metric.unit];
  const improved = metric.direction === 'higher' ? difference > 0 : difference < 0;
  const relative = metric.unit === 'milliseconds' || metric.unit === 'characters' ? notableShare * before : 0;
  return [
    {
      name: metric.name,
      before,
      after,
      verdict: Math.abs(difference) < shown ? 'same' : improved ? 'better' : 'worse',
      notable: Math.abs(difference) >= Math.max(notable, relative),
    },
  ];
}

/**
 * Two-sided sign test on the questions that turned (McNemar's exact test): how often a fair coin would split them at
 * least as unevenly.
 */
function signTest(up: number, down: number): number | null {
  const turned = up + down;
  if (turned === 0) return null;
  let ways = 1;
  let tail = 0;
  for (let k = 0; k <= Math.min(up, down); k += 1) {
    tail += ways;
    ways = (ways * (turned - k)) / (k + 1);
  }
  return Math.min(1, 2 * tail * 0.5 ** turned);
}

function settingChanges(previous: EvaluationReport, report: EvaluationReport): SettingChange[] {
  const before = settingsOf(previous);
  const after = settingsOf(report);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const change = { name, before: before.get(name) ?? '–', after: after.get(name) ?? '–' };
    return change.before === change.after ? [] : [change];
  });
}

/** A profile as paths and values, such as `retrieval.candidates` and `100`. */
export function flattenProfile(profile: unknown): Map<string, string> {
  const settings = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, item] of Object.entries(value)) walk(item, path === '' ? key : `${path}.${key}`);
    } else settings.set(path, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  };
  walk(profile ?? {}, '');
  return settings;
}

function settingsOf(report: EvaluationReport): ReadonlyMap<string, string> {
  const settings = flattenProfile(report.profile);
  settings.set('models', report.models.join(', '));
  settings.set('documents', String(report.counts.documents));
  return settings;
}
