import { expect, test } from 'vitest';
import { encodeSparse, encodeVector, sparseWeights } from './vector-codec.ts';

test('a vector is its length and its big-endian numbers', () => {
  expect(encodeVector(Float32Array.of(1, -2)).toString('hex')).toBe('000200003f800000c0000000');
});

test('terms are sorted, equal hashes add up and weights of 0 are left out', () => {
  const weights = sparseWeights([
    { hash: 9, weight: 1 },
    { hash: 2, weight: 0.5 },
    { hash: 9, weight: 2 },
    { hash: 4, weight: 0 },
  ]);
  expect(weights).toEqual({ hashes: [2, 9], weights: [0.5, 3] });
});

test('a sparse vector counts its indices from 0', () => {
  expect(encodeSparse({ hashes: [1, 300], weights: [1, 2] }).toString('hex')).toBe(
    ['3b9aca00', '00000002', '00000000', '00000000', '0000012b', '3f800000', '40000000'].join(''),
  );
});

test.each([0, -1, 1.5, 1_000_000_001, Number.NaN])('the hash %s is refused', (hash) => {
  expect(() => sparseWeights([{ hash, weight: 1 }])).toThrow(RangeError);
});
