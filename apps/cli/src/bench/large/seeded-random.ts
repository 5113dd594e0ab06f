/** Mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1) that repeat with the seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Roughly normal, mean 0 and variance 1. */
export const gaussian = (random: () => number): number =>
  (random() + random() + random() + random() - 2) * Math.sqrt(3);

export function normalized(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, it) => sum + it * it, 0));
  return norm === 0 ? vector : vector.map((it) => it / norm);
}
