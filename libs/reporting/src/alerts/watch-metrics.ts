import { metricTable } from '@mingda/evaluation';
import type { EvaluationReport, Floors, MetricName, Metrics, ReportAlert } from '@mingda/contracts';
import type { NewAlert } from '@mingda/database';
import { usualBand } from './usual-band.ts';

/** What becomes of alerts with a new report. */
export interface AlertChanges {
  readonly raised: readonly NewAlert[];
  readonly recovered: readonly { readonly alert: ReportAlert; readonly value: number | null }[];
}

/** Metrics whose usual band is watched; floors may be set for every one. More would tell one event many times. */
const watched: readonly MetricName[] = [
  'accuracy',
  'wrongAnswerRate',
  'falseRefusalRate',
  'refusalRecall',
  'recallAt5',
  'citationHit',
  'bertScoreF1',
  'latencyP95Ms',
];

export interface Watch {
  readonly report: EvaluationReport;
  /** Metrics of earlier runs of the same questions, oldest first. */
  readonly past: readonly Metrics[];
  readonly floors: Floors;
  /** Alerts that have not recovered. */
  readonly open: readonly ReportAlert[];
}

/**
 * One alert for each metric until it recovers. An alert of a floor recovers at the floor as it is set now; one of a band
 * recovers at the threshold at which it was raised, or when the band, moved by a level that has come to stay, holds the
 * value again.
 */
export function watchMetrics({ report, past, floors, open }: Watch): AlertChanges {
  const raised: NewAlert[] = [];
  const recovered: { alert: ReportAlert; value: number | null }[] = [];
  for (const metric of new Set([
    ...watched,
    ...(Object.keys(floors) as MetricName[]),
    ...open.map((it) => it.metric),
  ])) {
    const value = report.metrics[metric] ?? null;
    const alert = open.find((it) => it.metric === metric);
    const breach = value === null ? null : breachOf(metric, value, { report, past, floors });
    if (alert === undefined) {
      if (breach !== null) raised.push(breach);
    } else if (alert.source === 'floor' && floors[metric] === undefined) {
      recovered.push({ alert, value: null });
    } else if (value !== null && breach === null) {
      recovered.push({ alert, value });
    } else if (
      value !== null &&
      alert.source === 'band' &&
      breach?.source === 'band' &&
      !isWorse(metric, value, alert.threshold)
    ) {
      recovered.push({ alert, value });
    }
  }
  return { raised, recovered };
}

/** The floor first: a person has set it. */
function breachOf(metric: MetricName, value: number, { report, past, floors }: Omit<Watch, 'open'>): NewAlert | null {
  const floor = floors[metric];
  if (floor !== undefined && isWorse(metric, value, floor)) return { metric, source: 'floor', value, threshold: floor };
  if (!watched.includes(metric)) return null;
  const values = past.flatMap((metrics) => metrics[metric] ?? []);
  const questions = report.questions.filter((question) => typeof question.scores[metric] === 'number').length;
  const band = usualBand(metric, values, questions);
  return band !== null && isWorse(metric, value, band.threshold)
    ? { metric, source: 'band', value, threshold: band.threshold }
    : null;
}

/** Ten digits: a value that equals its floor is not below it for a rounding error. */
function isWorse(metric: MetricName, value: number, threshold: number): boolean {
  const difference = metricTable[metric].direction === 'higher' ? threshold - value : value - threshold;
  return difference > 1e-10;
}
