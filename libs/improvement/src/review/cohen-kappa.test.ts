import type { ReviewLabel } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { agreementOf, cohenKappa } from './cohen-kappa.ts';

/** Pairs by a table of counts, such as `{ 'yes yes': 20 }`. */
const pairsOf = (table: Readonly<Record<string, number>>): [string, string][] =>
  Object.entries(table).flatMap(([labels, count]) =>
    Array.from({ length: count }, (): [string, string] => {
      const [left = '', right = ''] = labels.split(' ');
      return [left, right];
    }),
  );

describe('Cohen’s kappa against values worked out by hand', () => {
  it('two labels: po 35/50, pe 0.5, so 0.4', () => {
    const found = cohenKappa(pairsOf({ 'yes yes': 20, 'yes no': 5, 'no yes': 10, 'no no': 15 }));
    expect(found?.agreement).toBeCloseTo(0.7, 12);
    expect(found?.kappa).toBeCloseTo(0.4, 12);
  });

  it('the same agreement is worth less when one label is common: po 0.6, pe 0.54, so 6/46', () => {
    const found = cohenKappa(pairsOf({ 'yes yes': 45, 'yes no': 15, 'no yes': 25, 'no no': 15 }));
    expect(found?.kappa).toBeCloseTo(0.06 / 0.46, 12);
  });

  it('three labels: po 0.8, pe 0.35, so 9/13', () => {
    // Shares of the first rater .4 .3 .3, of the second .5 .3 .2: pe = .20 + .09 + .06.
    const found = cohenKappa(pairsOf({ 'a a': 4, 'b b': 2, 'c c': 1, 'b a': 1, 'c b': 1 }).concat([['c', 'c']]));
    expect(found?.agreement).toBeCloseTo(0.8, 12);
    expect(found?.kappa).toBeCloseTo((0.8 - 0.35) / 0.65, 12);
  });

  it('less than chance is below zero', () => {
    expect(cohenKappa(pairsOf({ 'yes no': 5, 'no yes': 5 }))?.kappa).toBeCloseTo(-1, 12);
  });

  it('full agreement on several labels is 1, on a single label it is not defined', () => {
    expect(cohenKappa(pairsOf({ 'a a': 3, 'b b': 1 }))).toEqual({ agreement: 1, kappa: 1 });
    expect(cohenKappa(pairsOf({ 'a a': 7 }))).toEqual({ agreement: 1, kappa: null });
  });

  it('one rater who always says the same gives 0, however often the other agrees', () => {
    expect(cohenKappa(pairsOf({ 'a a': 9, 'a b': 1 }))).toEqual({ agreement: 0.9, kappa: 0 });
  });

  it('nothing rated twice is no figure', () => {
    expect(cohenKappa([])).toBeNull();
  });
});

describe('agreement over tasks', () => {
  const rated = (raters: string[], ...labels: ReviewLabel[]) => ({ raters, labels });

  it('is by pair of raters, and their mean by tasks where it is defined', () => {
    const found = agreementOf([
      rated(['ann', 'bo'], 'correct', 'correct'),
      rated(['ann', 'bo'], 'wrong', 'wrong'),
      rated(['ann', 'bo'], 'wrong', 'correct'),
      rated(['ann', 'bo'], 'correct', 'correct'),
      rated(['ann', 'cy'], 'correct', 'correct'),
    ]);
    // ann and bo: po 0.75, pe = 0.5 x 0.75 + 0.5 x 0.25 = 0.5.
    expect(found.pairs).toEqual([
      { raters: ['ann', 'bo'], tasks: 4, agreement: 0.75, kappa: 0.5 },
      { raters: ['ann', 'cy'], tasks: 1, agreement: 1, kappa: null },
    ]);
    expect(found).toMatchObject({ tasks: 5, agreement: 0.8, kappa: 0.5 });
  });

  it('without a task rated twice is unknown', () => {
    expect(agreementOf([])).toEqual({ tasks: 0, agreement: null, kappa: null, pairs: [] });
  });

  it('names that look like a pair are names', () => {
    expect(agreementOf([rated(['a","b', 'c'], 'wrong', 'wrong')]).pairs[0]?.raters).toEqual(['a","b', 'c']);
  });
});
