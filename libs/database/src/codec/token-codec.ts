import type { StoredTokens } from '../published-version.ts';

/** The three columns of a chunk's token vectors, each one run of little-endian numbers. */
export interface PackedTokens {
  readonly offsets: Buffer;
  readonly scales: Buffer;
  readonly vectors: Buffer;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

/** Shares the memory of what it is given. */
export function packTokens({ offsets, scales, rows }: StoredTokens): PackedTokens {
  return { offsets: bytesOf(offsets), scales: bytesOf(scales), vectors: bytesOf(rows) };
}

/** @throws RangeError when the columns do not fit each other or `dims` */
export function unpackTokens({ offsets, scales, vectors }: PackedTokens, dims: number): StoredTokens {
  // A typed array must start at a multiple of its element size, which a slice of a network buffer need not.
  const tokens: StoredTokens = {
    dims,
    rows: new Int8Array(vectors.buffer as ArrayBuffer, vectors.byteOffset, vectors.length),
    scales: new Float32Array(new Uint8Array(scales).buffer),
    offsets: new Int32Array(new Uint8Array(offsets).buffer),
  };
  const count = tokens.scales.length;
  if (tokens.offsets.length !== 2 * count || tokens.rows.length !== dims * count)
    throw new RangeError(`${String(vectors.length)} bytes are not ${String(count)} token vectors of ${String(dims)}`);
  return tokens;
}
