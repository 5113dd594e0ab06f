/** The last hidden state of a batch, or of the first tokens of each row: rows x width x dimensions, row-major. */
export interface HiddenState {
  readonly data: Float32Array;
  readonly width: number;
  readonly dimensions: number;
}

/** A run of tokens [start, end) of one row. */
export interface TokenRange {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

/** Scales to norm 1 in place; false when that cannot be done (zero, infinite or not a number). */
function normalize(vector: Float32Array): boolean {
  let sum = 0;
  for (let index = 0; index < vector.length; index += 1) sum += vector[index] * vector[index];
  if (!(sum > 0) || !Number.isFinite(sum)) return false;
  const scale = 1 / Math.sqrt(sum);
  for (let index = 0; index < vector.length; index += 1) vector[index] *= scale;
  return true;
}

/** Writes the normalised mean of a token range to `target`; a range of one token is that token's own vector. */
export function writeMean(state: HiddenState, { row, start, end }: TokenRange, target: Float32Array): boolean {
  const { data, width, dimensions } = state;
  target.fill(0);
  for (let token = start; token < end; token += 1) {
    const from = (row * width + token) * dimensions;
    for (let index = 0; index < dimensions; index += 1) target[index] += data[from + index];
  }
  return normalize(target);
}

/** Writes each token's own normalised vector, one after the other. */
export function writeTokens(state: HiddenState, { row, start, end }: TokenRange, target: Float32Array): boolean {
  const { data, width, dimensions } = state;
  for (let token = start; token < end; token += 1) {
    const from = (row * width + token) * dimensions;
    const vector = target.subarray((token - start) * dimensions, (token - start + 1) * dimensions);
    vector.set(data.subarray(from, from + dimensions));
    if (!normalize(vector)) return false;
  }
  return true;
}
