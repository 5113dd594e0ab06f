const FLOAT_BYTES = 4;
const INT_BYTES = 4;
const VECTOR_HEADER_BYTES = 4;
const SPARSE_HEADER_BYTES = 12;

/** Dimensions of the lexical vectors: the largest that pgvector's sparsevec allows. A term's hash is its index, from 1. */
export const SPARSE_DIMENSIONS = 1_000_000_000;

/**
 * A `vector` parameter in pgvector's binary form (`vector_send`: int16 dimensions, int16 unused, float32 big-endian).
 * Text costs 3-20 times as much.
 */
export function encodeVector(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(VECTOR_HEADER_BYTES + FLOAT_BYTES * vector.length);
  bytes.writeUInt16BE(vector.length, 0);
  bytes.writeUInt16BE(0, 2);
  vector.forEach((value, index) => bytes.writeFloatBE(value, VECTOR_HEADER_BYTES + FLOAT_BYTES * index));
  return bytes;
}

/** Hashes in ascending order, each once, beside their weights. */
export interface SparseWeights {
  readonly hashes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Sorts the terms; two terms that fall on one hash add up. Weights of 0 are left out, as the binary form demands.
 * @throws RangeError for a hash outside 1 to SPARSE_DIMENSIONS
 */
export function sparseWeights(terms: readonly { hash: number; weight: number }[]): SparseWeights {
  const sums = new Map<number, number>();
  for (const { hash, weight } of terms) {
    if (!Number.isInteger(hash) || hash < 1 || hash > SPARSE_DIMENSIONS)
      throw new RangeError(`term hash out of range: ${String(hash)}`);
    if (Math.fround(weight) !== 0) sums.set(hash, (sums.get(hash) ?? 0) + weight);
  }
  const hashes = [...sums.keys()].toSorted((a, b) => a - b);
  return { hashes, weights: hashes.map((hash) => sums.get(hash) ?? 0) };
}

/**
 * A `sparsevec` parameter in pgvector's binary form (`sparsevec_send`: int32 dimensions, entries, unused, then the
 * indices from 0 and the float32 values, all big-endian).
 */
export function encodeSparse({ hashes, weights }: SparseWeights): Buffer {
  const count = hashes.length;
  const bytes = Buffer.allocUnsafe(SPARSE_HEADER_BYTES + (INT_BYTES + FLOAT_BYTES) * count);
  bytes.writeInt32BE(SPARSE_DIMENSIONS, 0);
  bytes.writeInt32BE(count, 4);
  bytes.writeInt32BE(0, 8);
  const values = SPARSE_HEADER_BYTES + INT_BYTES * count;
  hashes.forEach((hash, index) => bytes.writeInt32BE(hash - 1, SPARSE_HEADER_BYTES + INT_BYTES * index));
  weights.forEach((weight, index) => bytes.writeFloatBE(weight, values + FLOAT_BYTES * index));
  return bytes;
}
