import { describe, expect, it } from 'vitest';
import { agreementOf } from './agreement.ts';

const repeat = (count: number, pair: readonly [boolean, boolean]) => Array.from({ length: count }, () => pair);

describe('agreement of two raters', () => {
  it('is what the textbook says', () => {
    // Both yes 20, first only 5, second only 10, both no 15: accuracy 0.7, chance 0.5, kappa 0.4.
    const pairs = [
      ...repeat(20, [true, true]),
      ...repeat(5, [true, false]),
      ...repeat(10, [false, true]),
      ...repeat(15, [false, false]),
    ];
    expect(agreementOf(pairs)).toEqual({
      pairs: 50,
      accuracy: 0.7,
      kappa: expect.closeTo(0.4, 12) as number,
    });
  });

  it('is below 0 when they contradict each other', () => {
    expect(
      agreementOf([
        [true, false],
        [false, true],
      ])?.kappa,
    ).toBe(-1);
  });

  it('has no kappa where both always say the same one thing, and is nothing without pairs', () => {
    expect(agreementOf(repeat(3, [true, true]))).toEqual({ pairs: 3, accuracy: 1, kappa: null });
    expect(agreementOf([])).toBeNull();
  });
});
