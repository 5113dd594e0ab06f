import type { SentenceVector } from '../published-version.ts';

const HALF_BYTES = 2;

/** Sentences as two columns: start and end interleaved, and the vectors row by row as little-endian float16. */
export interface PackedSentences {
  readonly spans: number[];
  readonly vectors: Buffer;
}

/**
 * Half precision halves the table and moves a cosine similarity by less than 0.001. All vectors have `dims` numbers.
 * @throws RangeError when one has another length
 */
export function packSentences(sentences: readonly SentenceVector[], dims: number): PackedSentences {
  const halves = new Float16Array(sentences.length * dims);
  sentences.forEach(({ vector }, index) => {
    if (vector.length !== dims)
      throw new RangeError(`a sentence vector has ${String(vector.length)} numbers, not ${String(dims)}`);
    halves.set(vector, index * dims);
  });
  return { spans: sentences.flatMap(({ start, end }) => [start, end]), vectors: Buffer.from(halves.buffer) };
}

export function unpackSentences(spans: readonly number[], vectors: Uint8Array, dims: number): SentenceVector[] {
  // A typed array must start at a multiple of its element size, which a slice of a network buffer need not.
  const halves = new Float16Array(new Uint8Array(vectors).buffer);
  if (halves.length !== (spans.length / 2) * dims)
    throw new RangeError(
      `${String(vectors.length)} bytes are not ${String(spans.length / 2)} vectors of ${String(dims * HALF_BYTES)} bytes`,
    );
  // The constructor converts all at once; `from` would go through an iterator.
  const numbers = new Float32Array(halves);
  return Array.from({ length: spans.length / 2 }, (_, index) => ({
    start: spans[2 * index] ?? 0,
    end: spans[2 * index + 1] ?? 0,
    vector: numbers.subarray(index * dims, (index + 1) * dims),
  }));
}
