import { setImmediate as nextTurn } from 'node:timers/promises';

export interface ClusterOptions {
  /** Cosine similarity from which a vector belongs to a leader. */
  readonly threshold: number;
  /** Clusters at most; a vector that fits none of them when they are full is left out. */
  readonly maxClusters: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Vectors between two pauses, in which other work of the process gets its turn. */
const atOnce = 256;

/**
 * Leader clustering (Hartigan, Clustering Algorithms, 1975): each vector in turn joins the most similar leader, or
 * becomes one. One pass, the same result for the same order, n x `maxClusters` comparisons at most. Because leaders come
 * in the order given, the caller puts first what should stand for others.
 * @param vectors of norm 1 and one dimension
 * @returns for each vector the position of its leader in `vectors`, its own for a leader; null for one left out
 */
export async function clusterVectors(
  vectors: readonly Float32Array[],
  { threshold, maxClusters, onProgress, signal }: ClusterOptions,
): Promise<(number | null)[]> {
  const dims = vectors[0]?.length ?? 0;
  const leaders = new Float32Array(Math.min(maxClusters, vectors.length) * dims);
  const positions: number[] = [];
  const assigned: (number | null)[] = [];
  for (const [position, vector] of vectors.entries()) {
    if (position % atOnce === 0) {
      onProgress?.(position, vectors.length);
      await nextTurn();
      signal?.throwIfAborted();
    }
    const { index, similarity } = mostSimilar(vector, leaders, positions.length);
    if (similarity >= threshold) assigned.push(positions[index] ?? null);
    else if (positions.length < maxClusters) {
      leaders.set(vector, positions.length * dims);
      positions.push(position);
      assigned.push(position);
    } else assigned.push(null);
  }
  return assigned;
}

/** The most similar of the first `count` rows; the earlier one of two that are equally similar. */
function mostSimilar(vector: Float32Array, rows: Float32Array, count: number): { index: number; similarity: number } {
  const dims = vector.length;
  let best = -1;
  let similarity = -Infinity;
  for (let row = 0, at = 0; row < count; row += 1) {
    let sum = 0;
    for (let i = 0; i < dims; i += 1, at += 1) sum += vector[i] * rows[at];
    if (sum > similarity) {
      similarity = sum;
      best = row;
    }
  }
  return { index: best, similarity };
}
