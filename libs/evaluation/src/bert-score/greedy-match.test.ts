import { describe, expect, it } from 'vitest';
import { rescale, rescalePair } from './baseline.ts';
import { greedyMatch, type TokenMatrix } from './greedy-match.ts';
import { inverseDocumentFrequency, plainWeights, specialIdsOf } from './token-weights.ts';

const cls = 101;
const sep = 102;
const plain = plainWeights(new Set([cls, sep]));

/** Tokens with two-dimensional unit vectors given by their angle in degrees. */
function text(...tokens: readonly (readonly [id: number, degrees: number])[]): TokenMatrix {
  const framed = [[cls, 180] as const, ...tokens, [sep, 270] as const];
  const radians = framed.map(([, degrees]) => (degrees * Math.PI) / 180);
  return {
    ids: Int32Array.from(framed.map(([id]) => id)),
    vectors: Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
  };
}

describe('greedy matching', () => {
  it('takes the mean of row maxima as precision, of column maxima as recall', () => {
    const candidate = text([1, 0], [2, 60]);
    const reference = text([3, 30]);
    // Similarities 30 degrees apart both: P = cos 30, R = cos 30.
    const score = greedyMatch(candidate, reference, plain);
    expect(score.precision).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    expect(score.recall).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    // A third token at 120 is nearest to [CLS] at 180; only precision falls: (2 cos 30 + cos 60) / 3.
    const longer = greedyMatch(text([1, 0], [2, 60], [4, 120]), reference, plain);
    expect(longer.precision).toBeCloseTo((2 * Math.cos(Math.PI / 6) + 0.5) / 3, 6);
    expect(longer.recall).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    expect(longer.f1).toBeCloseTo((2 * longer.precision * longer.recall) / (longer.precision + longer.recall), 12);
  });

  it('lets a token match a special token of the other side, which itself weighs nothing', () => {
    // 170 degrees is 10 from the other side's [CLS] at 180 but 170 from its only word.
    const score = greedyMatch(text([1, 170]), text([2, 0]), plain);
    expect(score.precision).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 6);
    expect(score.recall).toBeCloseTo(Math.cos(Math.PI / 2), 6);
  });

  it('clamps nothing: values may be negative', () => {
    const candidate: TokenMatrix = {
      ids: Int32Array.from([cls, 1, sep]),
      vectors: Float32Array.from([1, 0, 1, 0, 1, 0]),
    };
    const reference: TokenMatrix = {
      ids: Int32Array.from([cls, 2, sep]),
      vectors: Float32Array.from([-0.6, 0.8, -0.6, 0.8, -0.6, 0.8]),
    };
    const score = greedyMatch(candidate, reference, plain);
    expect(score.precision).toBeCloseTo(-0.6, 6);
    expect(score.f1).toBeCloseTo(-0.6, 6);
  });

  it('handles every remainder of the four-column loop', () => {
    for (let columns = 1; columns <= 9; columns += 1) {
      const reference = text(...Array.from({ length: columns }, (_, index) => [index + 1, index * 15] as const));
      const last = text([50, (columns - 1) * 15]);
      expect(greedyMatch(last, reference, plain).precision).toBeCloseTo(1, 6);
    }
  });

  it('scores 0 when either side or both are empty', () => {
    for (const [a, b] of [
      [text(), text([1, 0])],
      [text([1, 0]), text()],
      [text(), text()],
    ]) {
      expect(greedyMatch(a, b, plain)).toEqual({ precision: 0, recall: 0, f1: 0 });
    }
  });

  it('knows special tokens by id, also in the middle of a text', () => {
    const typed = text([sep, 270], [1, 0], [cls, 180]);
    expect(greedyMatch(typed, text([1, 0]), plainWeights(specialIdsOf(typed))).precision).toBeCloseTo(1, 6);
    const onlySpecial = greedyMatch(text([sep, 270]), text([1, 0]), plain);
    expect(onlySpecial.precision).toBeNaN();
    expect(onlySpecial.f1).toBe(0);
  });
});

describe('inverse document frequency', () => {
  const ids = (...words: number[]): Int32Array => Int32Array.from([cls, ...words, sep]);

  it('is ln((N + 1) / (df + 1)), ln(N + 1) for what no reference holds, 0 for special tokens', () => {
    const weight = inverseDocumentFrequency([ids(1, 1, 2), ids(2), ids()]);
    expect(weight(1)).toBeCloseTo(Math.log(4 / 2), 12);
    expect(weight(2)).toBeCloseTo(Math.log(4 / 3), 12);
    expect(weight(9)).toBeCloseTo(Math.log(4), 12);
    expect(weight(cls)).toBe(0);
  });

  it('makes every weight 0 with one reference alone: nothing measured, F1 0', () => {
    const weight = inverseDocumentFrequency([ids(1)]);
    const score = greedyMatch(text([1, 0]), text([1, 0]), weight);
    expect([score.precision, score.recall, score.f1]).toEqual([Number.NaN, Number.NaN, 0]);
  });
});

describe('rescaling', () => {
  it('puts the baseline at 0 and leaves 1 at 1; less than the baseline is negative', () => {
    expect([rescale(0.4, 0.4), rescale(1, 0.4), rescale(0.7, 0.4)]).toEqual([0, 1, expect.closeTo(0.5, 12)]);
    expect(rescale(0, 0.5)).toBe(-1);
  });

  it('uses the own baseline of each part', () => {
    const rescaled = rescalePair({ precision: 0.5, recall: 0.5, f1: 0.5 }, { precision: 0, recall: 0.25, f1: 0.5 });
    expect(rescaled).toEqual({ precision: 0.5, recall: expect.closeTo(1 / 3, 12) as number, f1: 0 });
  });

  it('turns a raw 0.85 over a baseline of 0.548 into 0.67', () => {
    expect(rescale(0.85, 0.548)).toBeCloseTo(0.668, 3);
  });
});
