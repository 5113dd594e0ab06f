import { describe, expect, it } from 'vitest';
import { passageFeatureNames, passageFeatures, type RankablePassage, type RankerQuestion } from './passage-features.ts';
import { rankPassages, rawScore, readPassageRanker, type PassageRankerModel } from './passage-ranker.ts';

const question: RankerQuestion = {
  terms: [
    { hash: 1, idf: 3 },
    { hash: 2, idf: 1 },
    { hash: 99, idf: 9 },
  ],
  vectors: new Map([['zh', Float32Array.of(1, 0)]]),
};
const passage = (name: string, given: Partial<RankablePassage> & { readonly sentence?: number[] }) => ({
  name,
  documentId: name,
  ordinal: 0,
  tokens: 100,
  modelKey: 'zh',
  dense: 0.5,
  lexical: 0,
  score: 0.5,
  sentences: given.sentence === undefined ? [] : [{ vector: Float32Array.from(given.sentence) }],
  terms: new Set<number>(),
  titleTerms: new Set<number>(),
  ...given,
});
const feature = (rows: readonly Float32Array[], name: (typeof passageFeatureNames)[number]): number[] =>
  rows.map((row) => row[passageFeatureNames.indexOf(name)]);

describe('passageFeatures', () => {
  it('weighs the words that some passage holds, and those of the title apart', () => {
    const rows = passageFeatures(question, [
      passage('both', { terms: new Set([1, 2]), titleTerms: new Set([2]), lexical: 4.4 }),
      passage('common', { terms: new Set([2]) }),
    ]);
    expect(feature(rows, 'coverage')).toEqual([1, 0.25]);
    expect(feature(rows, 'titleCoverage')).toEqual([0.25, 0]);
    expect(feature(rows, 'bodyCoverage')).toEqual([0.75, 0.25]);
    expect(feature(rows, 'rarestMissing')).toEqual([0, 1]);
    expect(feature(rows, 'lexical')[0]).toBeCloseTo(0.5, 6);
  });

  it('knows the other candidates of the same document, and its neighbours', () => {
    const rows = passageFeatures(question, [
      passage('a', { documentId: 'd', ordinal: 3, score: 0.8 }),
      passage('b', { documentId: 'd', ordinal: 4, score: 0.6 }),
      passage('c', { documentId: 'd', ordinal: 9, score: 0.4 }),
      passage('d', { documentId: 'other', ordinal: 4, score: 1 }),
    ]);
    expect(feature(rows, 'siblings')).toEqual([2, 2, 2, 0]);
    expect(feature(rows, 'siblingBest')[2]).toBeCloseTo(0.4, 6);
    expect(feature(rows, 'neighbourBest')[2]).toBe(0);
    expect(feature(rows, 'neighbourBest')[1]).toBeCloseTo(0.4, 6);
  });

  it('counts the words that the candidates of a document hold together', () => {
    const rows = passageFeatures(question, [
      passage('a', { documentId: 'd', terms: new Set([1]) }),
      passage('b', { documentId: 'd', ordinal: 5, terms: new Set([2]) }),
      passage('c', { documentId: 'other', terms: new Set([2]) }),
    ]);
    expect(feature(rows, 'documentCoverage')).toEqual([1, 1, 0.25]);
    expect(feature(rows, 'coverage')).toEqual([0.75, 0.25, 0.25]);
  });

  it('is finite for a question without words or vectors, for one passage and for none', () => {
    const empty = { terms: [], vectors: new Map<string, Float32Array>() };
    for (const rows of [
      passageFeatures(empty, [passage('a', { sentence: [1, 0], dense: null })]),
      passageFeatures(question, [passage('a', {}), passage('b', { sentence: [0.6, 0.8] })]),
    ]) {
      for (const row of rows) expect(row.every((value) => Number.isFinite(value))).toBe(true);
    }
    expect(passageFeatures(question, [])).toEqual([]);
  });
});

describe('rankPassages', () => {
  it('evaluates the shipped trees as the library that trained them does', () => {
    const model = readPassageRanker();
    expect(model.check.length).toBeGreaterThan(8);
    for (const { features, raw } of model.check) {
      expect(rawScore(model, Float32Array.from(features))).toBeCloseTo(raw, 3);
    }
  });

  it('puts the passage that holds words and meaning first, with falling scores between 0 and 1', () => {
    const ranked = rankPassages(question, [
      passage('far', { dense: 0.2, score: 0.3, sentence: [0.1, 0.99], terms: new Set([2]) }),
      passage('right', { dense: 0.9, lexical: 6, score: 0.9, sentence: [0.99, 0.1], terms: new Set([1, 2]) }),
    ]);
    expect(ranked.map((it) => it.name)).toEqual(['right', 'far']);
    const [first, second] = ranked.map((it) => it.score);
    expect(1 > first && first > second && second > 0).toBe(true);
  });

  it('keeps the given order between equals', () => {
    const flat: PassageRankerModel = {
      version: '0',
      features: passageFeatureNames,
      trainedOn: [],
      base: 0,
      trees: [{ feature: [], threshold: [], left: [], right: [], leaf: [0.4] }],
      check: [],
    };
    const same = ['a', 'b', 'c'].map((name) => passage(name, {}));
    expect(rankPassages(question, same, flat).map((it) => it.name)).toEqual(['a', 'b', 'c']);
    expect(rankPassages(question, [], flat)).toEqual([]);
  });
});
