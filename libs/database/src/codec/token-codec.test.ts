import { expect, test } from 'vitest';
import { packTokens, unpackTokens } from './token-codec.ts';

const tokens = {
  dims: 3,
  rows: Int8Array.of(127, -127, 0, 1, 2, 3),
  scales: Float32Array.of(0.5, 0.25),
  offsets: Int32Array.of(0, 2, 2, 70_000),
};

test('token vectors come back as they were', () => {
  const packed = packTokens(tokens);
  expect(Object.values(packed).map((it: Buffer) => it.length)).toEqual([16, 8, 6]);
  // One byte in front: the driver hands out slices of its buffer at any offset.
  const shifted = (it: Buffer): Buffer => Buffer.concat([Buffer.of(0), it]).subarray(1);
  const { offsets, scales, vectors } = packed;
  const sliced = { offsets: shifted(offsets), scales: shifted(scales), vectors: shifted(vectors) };
  expect(unpackTokens(sliced, 3)).toEqual(tokens);
});

test('a part of a larger array is packed without the rest', () => {
  const rows = Int8Array.of(9, 127, -127, 0, 1, 2, 3, 9).subarray(1, 7);
  expect(packTokens({ ...tokens, rows }).vectors.equals(packTokens(tokens).vectors)).toBe(true);
});

test('columns that do not fit each other are refused', () => {
  expect(() => unpackTokens(packTokens(tokens), 4)).toThrow(RangeError);
  expect(() => unpackTokens(packTokens({ ...tokens, offsets: Int32Array.of(0, 1) }), 3)).toThrow(RangeError);
});
