/**
 * Of a vector with as many numbers of another from a place on; the cosine similarity of vectors of norm 1. Two sums side by
 * side, so that an addition need not wait for the one before it.
 */
export function innerProduct(left: Float32Array, right: Float32Array, from = 0): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < left.length; i += 2) {
    even += left[i] * right[from + i];
    odd += left[i + 1] * right[from + i + 1];
  }
  return i < left.length ? even + odd + left[i] * right[from + i] : even + odd;
}
