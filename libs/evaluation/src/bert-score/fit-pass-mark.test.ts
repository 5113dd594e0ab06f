import { describe, expect, it } from 'vitest';
import { baselines, rescale } from './baseline.ts';
import { fitPassMark } from './fit-pass-mark.ts';
import { passMarks, similarityTargets } from './pass-marks.ts';

const rated = (good: readonly number[], bad: readonly number[]) => [
  ...good.map((f1) => ({ f1, good: true })),
  ...bad.map((f1) => ({ f1, good: false })),
];

describe('fitting the pass mark', () => {
  it('stands in the middle between good and bad where they do not mix', () => {
    expect(fitPassMark(rated([0.9, 0.8, 0.7], [0.5, 0.4]))).toEqual({
      mark: expect.closeTo(0.6, 12) as number,
      balancedAccuracy: 1,
    });
  });

  it('weighs good and bad alike, however many there are of each', () => {
    // At 0.65: 3 of 4 good and all bad. At 0.45: all good and 1 of 2 bad.
    const fitted = fitPassMark(rated([0.9, 0.8, 0.7, 0.5], [0.6, 0.4]));
    expect(fitted.mark).toBeCloseTo(0.65, 12);
    expect(fitted.balancedAccuracy).toBeCloseTo(0.875, 12);
  });

  it('takes the widest of equally good gaps', () => {
    expect(fitPassMark(rated([0.9, 0.5], [0.6, 0.58, 0.1])).mark).toBeCloseTo(0.75, 12);
  });

  it('reaches no mark where the scores tell nothing', () => {
    expect(fitPassMark(rated([0.5], [0.5])).balancedAccuracy).toBe(0.5);
  });

  it('needs both kinds', () => {
    expect(() => fitPassMark(rated([0.9], []))).toThrow(RangeError);
    expect(() => fitPassMark([])).toThrow(RangeError);
  });
});

describe('the lines of a report', () => {
  it('belong to the models whose baselines are used', () => {
    for (const language of ['zh', 'en'] as const) expect(passMarks[language].model).toBe(baselines[language].model);
  });

  it('have the rescaled equivalent of the target', () => {
    expect(rescale(similarityTargets.raw, 0.548)).toBeCloseTo(similarityTargets.rescaled, 2);
  });
});
