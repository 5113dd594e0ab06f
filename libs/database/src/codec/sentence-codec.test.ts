import { randomVector, seededRandom } from '@mingda/testing';
import { expect, test } from 'vitest';
import { packSentences, unpackSentences } from './sentence-codec.ts';

test('sentences come back with their ranges and vectors at half precision', () => {
  const random = seededRandom(1);
  const sentences = [0, 7, 20].map((start) => ({ start, end: start + 5, vector: randomVector(random, 6) }));
  const { spans, vectors } = packSentences(sentences, 6);
  expect(vectors.length).toBe(3 * 6 * 2);
  // One byte in front: the driver hands out slices of its buffer at any offset.
  const slice = Buffer.concat([Buffer.of(0), vectors]).subarray(1);
  const unpacked = unpackSentences(spans, slice, 6);
  expect(unpacked.map(({ start, end }) => [start, end])).toEqual([
    [0, 5],
    [7, 12],
    [20, 25],
  ]);
  unpacked.forEach(({ vector }, index) =>
    vector.forEach((value, place) => expect(value).toBeCloseTo(sentences[index]?.vector[place] ?? Number.NaN, 3)),
  );
});

test('a chunk without sentences', () => {
  const { spans, vectors } = packSentences([], 512);
  expect(unpackSentences(spans, vectors, 512)).toEqual([]);
});

test('a vector of another length is refused both ways', () => {
  expect(() => packSentences([{ start: 0, end: 1, vector: new Float32Array(3) }], 4)).toThrow(RangeError);
  expect(() => unpackSentences([0, 1], Buffer.alloc(6), 4)).toThrow(RangeError);
});
