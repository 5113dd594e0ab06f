import { describe, expect, it } from 'vitest';
import { mean, percentile } from '../metrics/metric.ts';
import {
  mulberry32,
  pairedInterval,
  pairedLowerBound,
  standardBootstrap,
  type PairedValue,
} from './paired-bootstrap.ts';

const pairs = (count: number, valueAt: (index: number) => PairedValue): PairedValue[] =>
  Array.from({ length: count }, (_, index) => valueAt(index));
const options = { ...standardBootstrap, confidence: 0.95 };

describe('the paired bootstrap', () => {
  it('says nothing changed where nothing changed, however hard the questions are', () => {
    const same = pairs(50, (index) => ({ before: index % 2, after: index % 2 }));
    expect(pairedInterval(same, mean, options)).toEqual({ low: 0, high: 0 });
  });

  it('agrees with the normal approximation on many questions', () => {
    // 40 of 400 questions turn wrong: mean -0.1, standard error sqrt(0.1 * 0.9 / 400) = 0.015.
    const turned = pairs(400, (index) => ({ before: 1, after: index % 10 === 0 ? 0 : 1 }));
    const interval = pairedInterval(turned, mean, options);
    expect(interval?.low).toBeCloseTo(-0.1 - 1.96 * 0.015, 2);
    expect(interval?.high).toBeCloseTo(-0.1 + 1.96 * 0.015, 2);
    expect(pairedLowerBound(turned, mean, options)).toBeCloseTo(-0.1 - 1.645 * 0.015, 2);
  });

  it('covers the true difference about as often as it says', () => {
    const random = mulberry32(7);
    let covered = 0;
    for (let trial = 0; trial < 200; trial += 1) {
      const drawn = pairs(100, () => ({ before: Number(random() < 0.7), after: Number(random() < 0.7) }));
      const interval = pairedInterval(drawn, mean, { resamples: 500, seed: trial, confidence: 0.9 });
      if (interval !== null && interval.low <= 0 && interval.high >= 0) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.83);
    expect(covered / 200).toBeLessThan(0.97);
  });

  it('gives the same bounds for the same seed and others for another', () => {
    const mixed = pairs(40, (index) => ({ before: index / 40, after: ((index * 7) % 40) / 40 }));
    const one = pairedInterval(mixed, mean, options);
    expect(pairedInterval(mixed, mean, options)).toEqual(one);
    expect(pairedInterval(mixed, mean, { ...options, seed: 1 })).not.toEqual(one);
  });

  it('takes metrics that are no mean, and questions that only one run could measure', () => {
    const slower = pairs(60, (index) => ({ before: index, after: index < 3 ? null : index + 5 }));
    const interval = pairedInterval(slower, (values) => percentile(values, 0.95), options);
    expect(interval?.low).toBeGreaterThan(0);
    expect(interval?.high).toBeLessThan(20);
  });

  it('has no interval without values on both sides', () => {
    expect(pairedInterval([], mean, options)).toBeNull();
    expect(pairedInterval([{ before: 1, after: null }], mean, options)).toBeNull();
  });
});
