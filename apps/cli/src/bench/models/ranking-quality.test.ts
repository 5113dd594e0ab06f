import { expect, it } from 'vitest';
import { rankingQuality } from './ranking-quality.ts';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

it('ranks a document by its best passage and scores recall and gain by hand', () => {
  const gold = {
    passages: [
      { document: 'a', text: '' },
      { document: 'b', text: '' },
      { document: 'a', text: '' },
    ],
    queries: [
      { question: '', relevant: new Set(['b']) },
      { question: '', relevant: new Set(['a', 'missing']) },
    ],
  };
  const passages = [vector(0, 1), vector(0.6, 0.8), vector(1, 0)];
  const queries = [vector(0.6, 0.8), vector(1, 0)];
  // First question: b first. Second: a first, its other document is not in the set.
  expect(rankingQuality(gold, { passages, queries })).toEqual({
    recallAt10: (1 + 0.5) / 2,
    ndcgAt10: (1 + 1 / (1 + 1 / Math.log2(3))) / 2,
  });
});

it('a relevant document below the tenth place counts nothing', () => {
  const documents = Array.from({ length: 12 }, (_, index) => `d${String(index).padStart(2, '0')}`);
  const gold = {
    passages: documents.map((document) => ({ document, text: '' })),
    queries: [{ question: '', relevant: new Set(['d11']) }],
  };
  const passages = documents.map((_, index) => vector(1 - index / 100));
  expect(rankingQuality(gold, { passages, queries: [vector(1)] })).toEqual({ recallAt10: 0, ndcgAt10: 0 });
});
