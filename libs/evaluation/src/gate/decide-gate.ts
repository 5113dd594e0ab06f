import {
  gateMeasures,
  type GateCheck,
  type GateMargins,
  type GateMeasure,
  type GateVerdict,
  type QuestionResult,
} from '@mingda/contracts';
import { pairedInterval, pairedLowerBound, standardBootstrap } from '../compare/paired-bootstrap.ts';
import { pairQuestions, type QuestionPair } from '../compare/pair-questions.ts';
import { mean } from '../metrics/metric.ts';
import { measureTable } from './gate-measures.ts';

export interface GateRule {
  readonly margins: GateMargins;
  /** One-sided, 0-1. */
  readonly confidence: number;
  /** With fewer common questions nothing is decided. */
  readonly minQuestions: number;
  /** Of the bootstrap; the standard one when absent. */
  readonly seed?: number;
}

/**
 * Whether a run is not worse than its baseline: for each measure the lower bound of the paired difference must not be
 * below minus the margin (a non-inferiority test; one-sided, by a percentile bootstrap). What has not been shown does
 * not pass: too few questions for the margin is "undecided", and that holds a draft back as well.
 */
export function decideGate(
  baseline: readonly QuestionResult[],
  candidate: readonly QuestionResult[],
  rule: GateRule,
): GateVerdict {
  const pairs = pairQuestions(baseline, candidate);
  const seed = rule.seed ?? standardBootstrap.seed;
  const checks = gateMeasures.flatMap((measure) => {
    const margin = rule.margins[measure];
    return margin === undefined ? [] : [check(pairs, measure, { margin, confidence: rule.confidence, seed })];
  });
  const stated = { checks, common: pairs.length, confidence: rule.confidence, seed };
  const frame = { ...stated, resamples: standardBootstrap.resamples };
  if (pairs.length < rule.minQuestions) return { ...frame, outcome: 'not-measured', reason: tooFew(pairs, rule) };
  const measured = checks.filter((it) => it.verdict !== 'not-measured');
  if (measured.length === 0) return { ...frame, outcome: 'not-measured', reason: nothingMeasured };
  const failing = measured.filter((it) => it.verdict !== 'passed');
  if (failing.length === 0) return { ...frame, outcome: 'passed', reason: notWorse };
  return { ...frame, outcome: 'not-passed', reason: failingReason(failing) };
}

function check(
  pairs: readonly QuestionPair[],
  measure: GateMeasure,
  { margin, confidence, seed }: { readonly margin: number; readonly confidence: number; readonly seed: number },
): GateCheck {
  const valueOf = measureTable[measure];
  // A question that only one run could measure would be no pair.
  const values = pairs.flatMap(({ before, after }) => {
    const pair = { before: valueOf(before), after: valueOf(after) };
    return pair.before === null || pair.after === null ? [] : [{ before: pair.before, after: pair.after }];
  });
  const before = mean(values.map((it) => it.before));
  const after = mean(values.map((it) => it.after));
  const options = { ...standardBootstrap, seed, confidence };
  const lowerBound = pairedLowerBound(values, mean, options);
  const frame = { measure, questions: values.length, before, after, margin, lowerBound };
  if (before === null || after === null || lowerBound === null) {
    return { ...frame, difference: null, verdict: 'not-measured' };
  }
  const difference = after - before;
  if (lowerBound >= -margin - rounding) return { ...frame, difference, verdict: 'passed' };
  const interval = pairedInterval(values, mean, options);
  return { ...frame, difference, verdict: interval !== null && interval.high < 0 ? 'worse' : 'undecided' };
}

/** Shares of questions are not exact in binary: -0.03 may come out a little below itself. */
const rounding = 1e-9;

const notWorse = {
  en: 'Not worse than the baseline by more than the margins.',
  zh: '与基线相比，没有任何指标的下降超过允许幅度。',
};
const nothingMeasured = {
  en: 'The two runs have no measure in common; run both with answers and search.',
  zh: '两次评测没有共同的指标；请两次都包含检索与回答。',
};

function tooFew(pairs: readonly unknown[], { minQuestions }: GateRule): GateVerdict['reason'] {
  return {
    en: `Only ${pairs.length} common questions; at least ${minQuestions} are needed.`,
    zh: `共同的问题只有 ${pairs.length} 道，至少需要 ${minQuestions} 道。`,
  };
}

const measureNames: Readonly<Record<GateMeasure, { readonly en: string; readonly zh: string }>> = {
  accuracy: { en: 'accuracy', zh: '准确率' },
  similarityMark: { en: 'answers above the similarity mark', zh: '相似度达标率' },
  recallAt5: { en: 'recall at 5', zh: '前 5 召回率' },
  refusalRecall: { en: 'refusals of unanswerable questions', zh: '无答案问题的拒答率' },
};

function failingReason(failing: readonly GateCheck[]): GateVerdict['reason'] {
  const name = (check: GateCheck, language: 'en' | 'zh'): string => measureNames[check.measure][language];
  const worse = failing.filter((it) => it.verdict === 'worse');
  if (worse.length > 0) {
    return {
      en: `Worse than the baseline: ${worse.map((it) => name(it, 'en')).join(', ')}.`,
      zh: `低于基线：${worse.map((it) => name(it, 'zh')).join('、')}。`,
    };
  }
  return {
    en: `Not shown to be within the margin: ${failing.map((it) => name(it, 'en')).join(', ')}. More questions would decide it.`,
    zh: `尚不能证明下降在允许幅度内：${failing.map((it) => name(it, 'zh')).join('、')}。更多的问题可以作出判断。`,
  };
}
