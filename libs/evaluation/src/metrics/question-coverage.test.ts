import type { EmbedRequest } from '@mingda/contracts';
import type { RealQuestion } from '@mingda/database';
import type { Embedder } from '@mingda/models';
import { describe, expect, it } from 'vitest';
import { goldQuestion } from '../../test/outcomes.ts';
import { collectionId, oneCollection, scope } from '../../test/scripted-asker.ts';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import { coverageOf, MeasureQuestionCoverage } from './question-coverage.ts';

describe('the share of real questions that a gold set represents', () => {
  it('weighs a question by how often it is asked and lists what is missing, the most frequent first', () => {
    const coverage = coverageOf([
      { question: '年假有几天？', count: 6, represented: true },
      { question: '班车几点？', count: 1, represented: false },
      { question: '怎么报销？', count: 3, represented: false },
    ]);
    expect(coverage).toEqual({
      asked: 10,
      clusters: 3,
      share: 0.6,
      missing: [
        { question: '怎么报销？', count: 3 },
        { question: '班车几点？', count: 1 },
      ],
    });
  });

  it('is not defined while nobody asked', () => {
    expect(coverageOf([])).toEqual({ asked: 0, clusters: 0, share: null, missing: [] });
  });
});

/** A named fake of the embedder: texts that begin alike have one vector. */
const byFirstCharacter = {
  modelFor: () => 'fake',
  embed: ({ items }: EmbedRequest) =>
    Promise.resolve({
      embeddings: items.map(({ text }) => {
        const vector = new Float32Array(64);
        vector[(text.codePointAt(0) ?? 0) % 64] = 1;
        return { vector, spanVectors: [], truncated: false };
      }),
      tokenCount: 0,
      timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 },
    }),
} as unknown as Embedder;

const real = (question: string, count: number): RealQuestion => ({
  question,
  lang: 'zh',
  count,
  refused: 0,
  lowConfidence: 0,
  disliked: 0,
  likedAnswerId: null,
  followsUp: false,
});

describe('measuring it from the log', () => {
  it('clusters what people ask and compares the clusters with the gold questions', async () => {
    const sources = {
      realQuestions: () =>
        Promise.resolve([real('甲一问', 5), real('甲二问', 2), real('乙问', 3), real('A question', 1)]),
    };
    const read = () =>
      Promise.resolve({ questions: ['甲三问', 'Another question'].map((question) => goldQuestion({ question })) });
    const goldSets = { read } as unknown as Pick<GoldSets, 'read'>;
    const measure = new MeasureQuestionCoverage({
      collections: oneCollection,
      goldSets,
      sources,
      embedder: byFirstCharacter,
    });
    expect(await measure.execute(scope, { collectionId, goldSet: 'sample' })).toEqual({
      asked: 11,
      clusters: 3,
      share: 8 / 11,
      missing: [{ question: '乙问', count: 3 }],
    });
    await expect(measure.execute(scope, { collectionId: 'other', goldSet: 'sample' })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
  });
});
