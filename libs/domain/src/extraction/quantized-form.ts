/** Rows of a trained form out of its file: base64 of 8-bit numbers, row after row, and the scale of each row. */
export function rowsOf(base64: string, scales: readonly number[]): Float32Array[] {
  const numbers = new Int8Array(Buffer.from(base64, 'base64'));
  const width = numbers.length / scales.length;
  return scales.map((scale, row) =>
    Float32Array.from(numbers.subarray(row * width, (row + 1) * width), (it) => it * scale),
  );
}
