import { describe, expect, it } from 'vitest';
import { quantizeTokens } from './token-evidence.ts';
import { tokenProducts } from './token-products.ts';

/** Rows of norm 1 from a small congruential generator, so that a failure can be repeated. */
function unitRows(count: number, dims: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296 - 0.5;
  };
  const rows = Float32Array.from({ length: count * dims }, next);
  for (let row = 0; row < count; row += 1) {
    const slice = rows.subarray(row * dims, (row + 1) * dims);
    const norm = Math.hypot(...slice);
    slice.forEach((it, index) => {
      slice[index] = it / norm;
    });
  }
  return rows;
}

describe('tokenProducts', () => {
  it.each([
    ['a passage of the Chinese model', 180, 16, 512],
    ['more than the first page of memory holds', 510, 64, 384],
    ['dimensions that do not fill whole steps', 7, 3, 21],
    ['one row and one token', 1, 1, 2],
  ])('equals the plain products: %s', (_, rowCount, tokenCount, dims) => {
    const { rows, scales } = quantizeTokens(unitRows(rowCount, dims, 1), dims, new Int32Array());
    const tokens = unitRows(tokenCount, dims, 2);
    const found = tokenProducts({ dims, rows, scales }, tokens);
    expect(found).toHaveLength(rowCount * tokenCount);
    let furthest = 0;
    for (let row = 0; row < rowCount; row += 1) {
      for (let token = 0; token < tokenCount; token += 1) {
        let sum = 0;
        for (let i = 0; i < dims; i += 1) sum += rows[row * dims + i] * scales[row] * tokens[token * dims + i];
        furthest = Math.max(furthest, Math.abs(sum - found[row * tokenCount + token]));
      }
    }
    expect(furthest).toBeLessThan(0.001);
  });

  it('leaves nothing of a larger call before it', () => {
    const large = quantizeTokens(unitRows(50, 21, 3), 21, new Int32Array());
    tokenProducts(large, unitRows(9, 21, 4));
    const small = { dims: 2, rows: Int8Array.of(127, 0), scales: Float32Array.of(1 / 127) };
    expect([...tokenProducts(small, Float32Array.of(1, 0))]).toEqual([expect.closeTo(1, 3)]);
  });

  it('is empty without rows or without tokens', () => {
    expect(
      tokenProducts({ dims: 2, rows: new Int8Array(), scales: new Float32Array() }, Float32Array.of(1, 0)),
    ).toHaveLength(0);
    expect(
      tokenProducts({ dims: 2, rows: Int8Array.of(1, 0), scales: Float32Array.of(1) }, new Float32Array()),
    ).toHaveLength(0);
  });
});
