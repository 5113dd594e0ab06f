import { describe, expect, it } from 'vitest';
import { fuseScores } from './fuse-scores.ts';
import { rerankBySentences } from './rerank-by-sentences.ts';

type Row = readonly [chunkId: string, dense: number | null, lexical: number, modelKey?: string];

const candidate = (...[chunkId, dense, lexical, modelKey = 'zh']: Row) => ({ chunkId, dense, lexical, modelKey });
const order = (items: readonly { chunkId: string }[]): string[] => items.map((it) => it.chunkId);

describe('fuseScores', () => {
  it('weighs both normalised scores', () => {
    const fused = fuseScores([candidate('a', 0.9, 0), candidate('b', 0.5, 10), candidate('c', 0.7, 8)], 0.5);
    expect(order(fused)).toEqual(['c', 'a', 'b']);
    expect(fused[0]?.score).toBeCloseTo(0.5 * 0.5 + 0.5 * 0.8, 6);
  });

  it('normalises each model by itself, as their cosines are not comparable', () => {
    const fused = fuseScores(
      [candidate('z1', 0.9, 0), candidate('z2', 0.8, 0), candidate('e1', 0.5, 0, 'en'), candidate('e2', 0.3, 0, 'en')],
      1,
    );
    expect(fused.filter((it) => it.score === 1).map((it) => it.chunkId)).toEqual(['e1', 'z1']);
  });

  it('works with one of the searches switched off, and breaks ties the same way every time', () => {
    expect(order(fuseScores([candidate('b', null, 2), candidate('a', null, 2), candidate('c', null, 4)], 0.5))).toEqual(
      ['c', 'a', 'b'],
    );
    expect(fuseScores([], 0.5)).toEqual([]);
  });
});

describe('rerankBySentences', () => {
  const passage = (name: string, score: number, ...vectors: number[][]) => ({
    name,
    score,
    modelKey: 'zh',
    sentences: vectors.map((it) => ({ vector: Float32Array.from(it) })),
  });
  const question = new Map([['zh', Float32Array.from([1, 0])]]);

  it('lifts the passage with the sentence that speaks of the question', () => {
    const ranked = rerankBySentences(
      [passage('general', 0.9, [0.3, 0.95]), passage('exact', 0.8, [0, 1], [0.95, 0.3])],
      question,
      1,
    );
    expect(ranked.map((it) => it.name)).toEqual(['exact', 'general']);
    expect(ranked[0]?.score).toBeCloseTo((0.8 + 0.95) / 2, 6);
  });

  it('keeps the order at weight 0 and for passages of a model without a question vector', () => {
    const passages = [passage('a', 0.9, [0, 1]), passage('b', 0.8, [1, 0])];
    expect(rerankBySentences(passages, question, 0).map((it) => it.name)).toEqual(['a', 'b']);
    expect(rerankBySentences(passages, new Map(), 1).map((it) => it.name)).toEqual(['a', 'b']);
  });
});
