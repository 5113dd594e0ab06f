import { describe, expect, it } from 'vitest';
import { clusterVectors } from './cluster-vectors.ts';

const unit = (...values: number[]): Float32Array => {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / norm);
};

describe('leader clustering', () => {
  it('joins each vector with the most similar leader, the first one of equals', async () => {
    const vectors = [unit(1, 0), unit(0, 1), unit(0.9, 0.1), unit(0.1, 0.9), unit(1, 1)];
    expect(await clusterVectors(vectors, { threshold: 0.7, maxClusters: 10 })).toEqual([0, 1, 0, 1, 0]);
    expect(await clusterVectors(vectors, { threshold: 0.8, maxClusters: 10 })).toEqual([0, 1, 0, 1, 4]);
  });

  it('leaves out what fits no cluster once they are full', async () => {
    const vectors = [unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1), unit(1, 0.01, 0)];
    expect(await clusterVectors(vectors, { threshold: 0.9, maxClusters: 2 })).toEqual([0, 1, null, 0]);
    expect(await clusterVectors([], { threshold: 0.9, maxClusters: 2 })).toEqual([]);
  });

  it('tells how far it is and stops when asked', async () => {
    const vectors = Array.from({ length: 1000 }, (_, n) => unit(1, n));
    const seen: number[] = [];
    await clusterVectors(vectors, { threshold: 0.999, maxClusters: 50, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([0, 256, 512, 768]);
    const stop = new AbortController();
    const stopped = clusterVectors(vectors, {
      threshold: 0.999,
      maxClusters: 50,
      signal: stop.signal,
      onProgress: (done) => done > 0 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
  });
});
