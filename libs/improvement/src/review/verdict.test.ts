import type { ReviewLabel, ReviewMetric } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { disagrees, humanVerdict } from './verdict.ts';

const labelled = (...labels: ReviewLabel[]) =>
  labels.map((label) => ({ rater: 'a', label, grounded: null, tone: null, comment: null, ratedAt: '' }));
const metric = (right: boolean): ReviewMetric => ({
  goldSet: 's',
  questionId: 'q',
  references: [],
  answerable: true,
  accuracy: right ? 1 : 0,
  bertScoreF1: null,
  right,
});

describe('what people say of an outcome', () => {
  it.each([
    [['correct'], true],
    [['rightly-refused'], true],
    [['wrong'], false],
    [['should-have-refused'], false],
    [['partly'], null],
    [['correct', 'wrong'], null],
    [['correct', 'partly'], null],
    [['correct', 'rightly-refused'], true],
    [[], null],
  ] as const)('%j is %s', (labels, verdict) => {
    expect(humanVerdict(labelled(...labels))).toBe(verdict);
  });

  it('differs from the metrics when any rater contradicts them, and half right contradicts nobody', () => {
    expect(disagrees({ metric: metric(true), ratings: labelled('wrong') })).toBe(true);
    expect(disagrees({ metric: metric(false), ratings: labelled('correct') })).toBe(true);
    expect(disagrees({ metric: metric(true), ratings: labelled('correct', 'wrong') })).toBe(true);
    expect(disagrees({ metric: metric(true), ratings: labelled('partly') })).toBe(false);
    expect(disagrees({ metric: metric(true), ratings: [] })).toBe(false);
    expect(disagrees({ metric: null, ratings: labelled('wrong') })).toBe(false);
  });
});
