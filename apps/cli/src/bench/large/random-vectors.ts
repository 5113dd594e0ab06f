/** Roughly normal, mean 0 and variance 1. */
export const gaussian = (random: () => number): number =>
  (random() + random() + random() + random() - 2) * Math.sqrt(3);

export function normalized(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, it) => sum + it * it, 0));
  return norm === 0 ? vector : vector.map((it) => it / norm);
}
