import type { QuestionResult } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { gateTrial, randomHalf } from './gate-trial.ts';

const result = (index: number, correct: boolean): QuestionResult => ({
  id: `q${index}`,
  question: `question ${index}`,
  lang: 'en',
  answerable: true,
  references: ['yes'],
  answer: 'yes',
  refused: false,
  confidence: 1,
  retrieved: [],
  relevant: [],
  cited: [],
  scores: { accuracy: Number(correct) },
  latencyMs: 0,
});
const results = (wrong: number): QuestionResult[] =>
  Array.from({ length: 200 }, (_, index) => result(index, index >= wrong));
const options = { repetitions: 20, margins: { accuracy: 0.05 }, confidence: 0.95 };

describe('trying the gate', () => {
  it('counts what it lets through and what it holds back wrongly', () => {
    const trial = gateTrial(
      results(0),
      [
        { scenario: 'broken', planted: true, questions: results(60) },
        { scenario: 'unseen', planted: true, questions: results(0) },
        { scenario: 'same', planted: false, questions: results(0) },
      ],
      options,
    );
    expect(trial.map(({ scenario, mistakes }) => [scenario, mistakes])).toEqual([
      ['broken', 0],
      ['unseen', 20],
      ['same', 0],
    ]);
    expect(trial[0]?.whole).toMatchObject({ outcome: 'not-passed', differences: { accuracy: expect.closeTo(-0.3) } });
  });

  it('draws another half for each seed and the same for one', () => {
    const items = Array.from({ length: 101 }, (_, index) => index);
    const half = randomHalf(items, 3);
    expect(new Set(half).size).toBe(51);
    expect(randomHalf(items, 3)).toEqual(half);
    expect(randomHalf(items, 4)).not.toEqual(half);
  });
});
