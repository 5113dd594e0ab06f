import { defaultProfile } from '@mingda/contracts';
import { noUserWords, termHash } from '@mingda/language';
import { describe, expect, it } from 'vitest';
import { orderPassages, rankerInput, rankingDepth, type ScoredPassage } from './order-passages.ts';
import { TitleTerms } from './title-terms.ts';

const collectionId = 'c';
const hash = termHash(collectionId, '年假');
const context = {
  question: { terms: [{ term: '年假', hash }], vectors: [] },
  idf: new Map([['年假', 3]]),
  titles: new TitleTerms(),
  collectionId,
  words: noUserWords,
};
const passage = (chunkId: string, score: number, given: Partial<ScoredPassage> = {}): ScoredPassage =>
  ({
    chunkId,
    documentId: chunkId,
    title: '',
    headingPath: [],
    ordinal: 0,
    tokens: 100,
    modelKey: 'zh',
    dense: 0.5,
    lexical: 0,
    score,
    sentences: [],
    terms: new Set<number>(),
    ...given,
  }) as unknown as ScoredPassage;
const many = Array.from({ length: rankingDepth + 20 }, (_, at) => passage(String(at), 1 - at / 100));

describe('orderPassages', () => {
  it.each([true, false])('gives falling scores between 0 and 1 at any depth, ranker %s', (ranker) => {
    const ordered = orderPassages(many, { ...defaultProfile.retrieval, ranker }, context);
    expect(new Set(ordered.map((it) => it.chunkId)).size).toBe(many.length);
    const scores = ordered.map((it) => it.score);
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
    expect(scores.every((it) => it >= 0 && it <= 1)).toBe(true);
  });

  it('never lets the limit change the order: what lies deeper stays behind', () => {
    const settings = defaultProfile.retrieval;
    const whole = orderPassages(many, settings, context).slice(0, rankingDepth);
    expect(orderPassages(many.slice(0, rankingDepth), settings, context)).toEqual(whole);
  });

  it('tells the ranker the weighted words of the question and the words of each title', () => {
    const carried = { term: '天数', hash: 7, weight: 0.5 };
    const question = { ...context.question, terms: [...context.question.terms, carried] };
    const idf = new Map([...context.idf, ['天数', 2]]);
    const input = rankerInput([passage('a', 1, { title: '年假规定' })], { ...context, question, idf });
    expect(input.question.terms).toEqual([
      { hash, idf: 3 },
      { hash: 7, idf: 1 },
    ]);
    expect(input.passages[0]?.titleTerms.has(hash)).toBe(true);
  });

  it('orders nothing without complaint', () => {
    expect(orderPassages([], defaultProfile.retrieval, context)).toEqual([]);
  });
});
