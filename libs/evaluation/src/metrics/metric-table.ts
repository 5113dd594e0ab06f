import type { MetricName, Metrics } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Metric, MetricNeed } from './metric.ts';
import type { QuestionOutcome } from './question-outcome.ts';
import { accuracy } from './accuracy.metric.ts';
import { answerRelevance } from './answer-relevance.metric.ts';
import { bertScoreF1Rescaled } from './bert-score-f1-rescaled.metric.ts';
import { bertScoreF1 } from './bert-score-f1.metric.ts';
import { bertScorePrecision } from './bert-score-precision.metric.ts';
import { bertScoreRecall } from './bert-score-recall.metric.ts';
import { citationHit } from './citation-hit.metric.ts';
import { citationPrecision } from './citation-precision.metric.ts';
import { citationRecall } from './citation-recall.metric.ts';
import { codeExactMatch } from './code-exact-match.metric.ts';
import { codePassAt1 } from './code-pass-at-1.metric.ts';
import { costMean } from './cost-mean.metric.ts';
import { coverage } from './coverage.metric.ts';
import { exactMatch } from './exact-match.metric.ts';
import { falseRefusalRate } from './false-refusal-rate.metric.ts';
import { groundedness } from './groundedness.metric.ts';
import { intentAccuracy } from './intent-accuracy.metric.ts';
import { judgedFaithfulness } from './judged-faithfulness.metric.ts';
import { judgedRelevance } from './judged-relevance.metric.ts';
import { latencyMeanMs } from './latency-mean-ms.metric.ts';
import { latencyP95Ms } from './latency-p95-ms.metric.ts';
import { mapAt10 } from './map-at-10.metric.ts';
import { meanAnswerChars } from './mean-answer-chars.metric.ts';
import { mrr } from './mrr.metric.ts';
import { ndcgAt10 } from './ndcg-at-10.metric.ts';
import { precisionAt10 } from './precision-at-10.metric.ts';
import { precisionAt5 } from './precision-at-5.metric.ts';
import { recallAt1 } from './recall-at-1.metric.ts';
import { recallAt10 } from './recall-at-10.metric.ts';
import { recallAt5 } from './recall-at-5.metric.ts';
import { refusalBalancedAccuracy } from './refusal-balanced-accuracy.metric.ts';
import { refusalF1 } from './refusal-f1.metric.ts';
import { refusalPrecision } from './refusal-precision.metric.ts';
import { refusalRecall } from './refusal-recall.metric.ts';
import { rougeL } from './rouge-l.metric.ts';
import { setRecallAt10 } from './set-recall-at-10.metric.ts';
import { tokenF1 } from './token-f1.metric.ts';
import { wrongAnswerRate } from './wrong-answer-rate.metric.ts';

/** Every metric of the contract, in the order of reports. The type makes a missing one a compile error. */
export const metricTable: { readonly [N in MetricName]: Metric } = {
  recallAt1,
  recallAt5,
  recallAt10,
  setRecallAt10,
  precisionAt5,
  precisionAt10,
  mrr,
  mapAt10,
  ndcgAt10,
  accuracy,
  exactMatch,
  tokenF1,
  rougeL,
  bertScorePrecision,
  bertScoreRecall,
  bertScoreF1,
  bertScoreF1Rescaled,
  answerRelevance,
  citationHit,
  citationPrecision,
  citationRecall,
  groundedness,
  judgedFaithfulness,
  judgedRelevance,
  codeExactMatch,
  codePassAt1,
  intentAccuracy,
  refusalPrecision,
  refusalRecall,
  refusalF1,
  refusalBalancedAccuracy,
  falseRefusalRate,
  wrongAnswerRate,
  coverage,
  meanAnswerChars,
  latencyMeanMs,
  latencyP95Ms,
  costMean,
};

export const metricNames = Object.keys(metricTable) as readonly MetricName[];

/**
 * The metrics of a list of names, all of them when there is no list.
 * @throws MingdaError `INVALID_INPUT` naming the unknown ones
 */
export function chooseMetrics(names?: readonly string[]): readonly Metric[] {
  if (names === undefined || names.length === 0) return Object.values(metricTable);
  const unknown = names.filter((name) => !Object.hasOwn(metricTable, name));
  if (unknown.length > 0) {
    throw new MingdaError('INVALID_INPUT', {
      detail: `unknown metrics: ${unknown.join(', ')}`,
      fixes: [`choose from ${metricNames.join(', ')}`],
    });
  }
  return Object.values(metricTable).filter((metric) => names.includes(metric.name));
}

export function needsOf(metrics: readonly Metric[]): ReadonlySet<MetricNeed> {
  return new Set(metrics.map((metric) => metric.needs));
}

/** Each chosen metric over the outcomes; null for those not chosen and those that no question defines. */
export function computeMetrics(outcomes: readonly QuestionOutcome[], metrics: readonly Metric[]): Metrics {
  const chosen = new Set(metrics.map((metric) => metric.name));
  const value = (metric: Metric): number | null => {
    if (!chosen.has(metric.name)) return null;
    if (metric.summarize !== undefined) return metric.summarize(outcomes);
    return metric.aggregate(outcomes.map((outcome) => metric.perQuestion(outcome)).filter((it) => it !== null));
  };
  return Object.fromEntries(Object.values(metricTable).map((metric) => [metric.name, value(metric)])) as Metrics;
}
