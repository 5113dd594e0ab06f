import { metricsSchema, type MetricName } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { countOutcomes } from './counts.ts';
import { percentile } from './metric.ts';
import { chooseMetrics, computeMetrics, metricNames } from './metric-table.ts';
import type { QuestionOutcome } from './question-outcome.ts';

const right = (): QuestionOutcome =>
  outcomeOf(goldQuestion({ answers: ['10天'] }), { answer: givenAnswer({ text: '10天' }) });
const wrong = (): QuestionOutcome =>
  outcomeOf(goldQuestion({ answers: ['10天'] }), { answer: givenAnswer({ text: '5天' }) });
const refused = (answerable: boolean): QuestionOutcome =>
  outcomeOf(goldQuestion({ answers: answerable ? ['10天'] : [], answerable }), {
    answer: givenAnswer({ text: '没有', refused: true }),
  });
const answeredUnanswerable = (): QuestionOutcome =>
  outcomeOf(goldQuestion({ answerable: false }), { answer: givenAnswer() });
const failed = (answerable: boolean): QuestionOutcome =>
  outcomeOf(goldQuestion({ answers: answerable ? ['10天'] : [], answerable }), {
    failure: { code: 'INTERNAL', en: '', zh: '' },
  });

const all = chooseMetrics();
const corpus = { documents: 3, chunks: 9 };

describe('a run with every kind of outcome', () => {
  const outcomes = [
    right(),
    right(),
    wrong(),
    refused(true),
    refused(false),
    refused(false),
    answeredUnanswerable(),
    failed(true),
    failed(false),
  ];
  const metrics = computeMetrics(outcomes, all);

  it.each<[MetricName, number]>([
    ['accuracy', 2 / 5],
    ['refusalPrecision', 2 / 3],
    ['refusalRecall', 2 / 4],
    ['falseRefusalRate', 1 / 4],
    // Precision 2/3, recall 2/4.
    ['refusalF1', 4 / 7],
    ['refusalBalancedAccuracy', (2 / 4 + 3 / 4) / 2],
    ['wrongAnswerRate', 2 / 4],
    ['coverage', 4 / 9],
  ])('%s', (name, expected) => {
    expect(metrics[name]).toBeCloseTo(expected, 12);
  });

  it('counts each kind', () => {
    expect(countOutcomes(outcomes, corpus)).toEqual({
      documents: 3,
      chunks: 9,
      questions: 9,
      answerable: 5,
      unanswerable: 4,
      answered: 4,
      refused: 3,
      correct: 2,
      failed: 2,
    });
  });
});

describe('refusing as a decision', () => {
  it.each([
    ['refusing everything', [refused(true), refused(false)], 2 / 3, 0.5],
    ['refusing nothing', [right(), answeredUnanswerable()], 0, 0.5],
    ['refusing rightly', [right(), refused(false)], 1, 1],
    ['refusing wrongly', [refused(true), answeredUnanswerable()], 0, 0],
  ])('%s', (_name, outcomes, f1, balanced) => {
    const metrics = computeMetrics(outcomes, all);
    expect(metrics.refusalF1).toBeCloseTo(f1, 12);
    expect(metrics.refusalBalancedAccuracy).toBeCloseTo(balanced, 12);
  });

  it('has no F1 without unanswerable questions and no balance without both kinds', () => {
    const metrics = computeMetrics([right()], all);
    expect([metrics.refusalF1, metrics.refusalBalancedAccuracy]).toEqual([null, null]);
    expect(computeMetrics([refused(false)], all).refusalBalancedAccuracy).toBeNull();
  });
});

describe('undefined stays undefined', () => {
  it('has no figure for a run without questions', () => {
    expect(Object.values(computeMetrics([], all)).every((value) => value === null)).toBe(true);
  });

  it('has no refusal precision when nothing was refused, no recall when everything is answerable', () => {
    const metrics = computeMetrics([right()], all);
    expect([metrics.refusalPrecision, metrics.refusalRecall]).toEqual([null, null]);
    expect(metrics.falseRefusalRate).toBe(0);
  });

  it('has no accuracy when everything is unanswerable, no answer length when everything was refused', () => {
    const metrics = computeMetrics([refused(false)], all);
    expect([metrics.accuracy, metrics.meanAnswerChars, metrics.wrongAnswerRate, metrics.citationHit]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([metrics.refusalPrecision, metrics.refusalRecall]).toEqual([1, 1]);
  });

  it('leaves metrics that were not chosen null', () => {
    const metrics = computeMetrics([right()], chooseMetrics(['coverage']));
    expect(metrics.coverage).toBe(1);
    expect(metrics.accuracy).toBeNull();
  });
});

describe('latency', () => {
  it('is the mean and the nearest-rank 95th percentile over answers and refusals', () => {
    const outcomes = Array.from({ length: 20 }, (_, index) =>
      outcomeOf(goldQuestion(), { answer: givenAnswer({ latencyMs: index + 1, refused: index % 2 === 0 }) }),
    );
    const metrics = computeMetrics(outcomes, all);
    expect([metrics.latencyMeanMs, metrics.latencyP95Ms]).toEqual([10.5, 19]);
  });

  it('is undefined when questions ran side by side', () => {
    const metrics = computeMetrics([outcomeOf(goldQuestion(), { answer: givenAnswer({ latencyMs: null }) })], all);
    expect([metrics.latencyMeanMs, metrics.latencyP95Ms]).toEqual([null, null]);
  });

  it.each([
    [[7], 7],
    [[2, 1], 2],
    [[], null],
  ])('95th percentile of %j', (values, expected) => {
    expect(percentile(values, 0.95)).toBe(expected);
  });
});

describe('the table', () => {
  it('holds each metric of the contract under its own name', () => {
    expect(metricNames.toSorted()).toEqual(Object.keys(metricsSchema.shape).toSorted());
    expect(all.map((metric) => metric.name)).toEqual(metricNames);
  });

  it('names the metrics it does not know', () => {
    expect(() => chooseMetrics(['accuracy', 'bleu', 'toString'])).toThrow(/bleu, toString/);
  });
});
