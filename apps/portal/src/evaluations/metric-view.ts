import type { MetricName } from '@mingda/contracts';
import type { Dictionary } from '../i18n/dictionary.ts';
import { formatMs } from '../i18n/formats.ts';

export interface Target {
  readonly value: number;
  /** Which side of the value is good. */
  readonly better: 'higher' | 'lower';
}

/** The product's promises; other metrics are shown without a target. */
export const targets: Partial<Readonly<Record<MetricName, Target>>> = {
  accuracy: { value: 0.92, better: 'higher' },
  bertScoreF1: { value: 0.85, better: 'higher' },
  // The same target after rescaling, as in the written reports.
  bertScoreF1Rescaled: { value: 0.67, better: 'higher' },
  latencyMeanMs: { value: 400, better: 'lower' },
};

export type SectionName = keyof Dictionary['evaluations']['sections'];

export const sections: Readonly<Record<SectionName, readonly MetricName[]>> = {
  answers: [
    'accuracy',
    'bertScoreF1',
    'bertScoreF1Rescaled',
    'tokenF1',
    'rougeL',
    'exactMatch',
    'answerRelevance',
    'groundedness',
    'citationHit',
    'citationPrecision',
    'citationRecall',
    'judgedFaithfulness',
    'judgedRelevance',
    'codeExactMatch',
    'codePassAt1',
    'intentAccuracy',
    'wrongAnswerRate',
    'coverage',
  ],
  retrieval: [
    'recallAt1',
    'recallAt5',
    'recallAt10',
    'setRecallAt10',
    'precisionAt5',
    'precisionAt10',
    'mrr',
    'mapAt10',
    'ndcgAt10',
  ],
  refusals: ['refusalPrecision', 'refusalRecall', 'refusalF1', 'refusalBalancedAccuracy', 'falseRefusalRate'],
  speed: ['latencyMeanMs', 'latencyP95Ms', 'meanAnswerChars', 'costMean'],
};

/** Metrics that the chart compares: shares, of which more is better. */
export const chartMetrics: readonly MetricName[] = [
  'accuracy',
  'bertScoreF1',
  'bertScoreF1Rescaled',
  'tokenF1',
  'citationHit',
  'recallAt1',
  'recallAt5',
  'recallAt10',
  'mrr',
  'ndcgAt10',
  'refusalPrecision',
  'refusalRecall',
];

export function isMet(value: number, target: Target): boolean {
  return target.better === 'higher' ? value >= target.value : value <= target.value;
}

export function formatMetric(name: MetricName, value: number, t: Dictionary): string {
  if (name === 'latencyMeanMs' || name === 'latencyP95Ms') return formatMs(value);
  if (name === 'meanAnswerChars') return t.evaluations.characters(value.toFixed(0));
  if (name === 'costMean') return value.toFixed(4);
  return value.toFixed(3);
}
