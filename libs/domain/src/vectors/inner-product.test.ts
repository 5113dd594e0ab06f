import { expect, it } from 'vitest';
import { innerProduct } from './inner-product.ts';

it.each([
  ['an even number of dimensions', [1, 2], [3, 4], 0, 11],
  ['an odd number', [1, 2, 3], [4, 5, 6], 0, 32],
  ['a row further on', [1, 2, 3], [9, 9, 4, 5, 6], 2, 32],
  ['nothing', [], [], 0, 0],
])('adds the products up: %s', (_, left, right, from, expected) => {
  expect(innerProduct(Float32Array.from(left), Float32Array.from(right), from)).toBe(expected);
});
