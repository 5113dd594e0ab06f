import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { noUserWords, UserWords } from '@mingda/language';
import { describe, expect, it } from 'vitest';
import { answerDirection } from './answer-reader.ts';
import { expectedAnswer, holdsExpected } from './expected-answer.ts';
import { selectSentences } from './select-sentences.ts';
import {
  sentenceFeatureNames,
  sentenceFeatures,
  type AnswerPassage,
  type SentenceCandidate,
} from './sentence-features.ts';
import { readRankerModel, type RankerModel } from './ranker-model.ts';
import { supportFeatureNames, unread } from './question-support.ts';
import { rankSentences, type RankedSentence, type SentenceReading } from './sentence-ranker.ts';
import { matchSentences, quantizeTokens, tokenEvidence } from './token-evidence.ts';
import { evaluateTrees } from './tree-ensemble.ts';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('expectedAnswer', () => {
  it.each([
    ['年假有多少天？', 'time', '年假为 15 天。', '年假按规定执行。'],
    ['How many seats does the licence have?', 'number', 'It has 5 seats.', 'It is a floating licence.'],
    ['谁负责审批？', 'person', '由部门经理审批。', '按流程办理。'],
    ['为什么会重启？', 'reason', '因为电源功率不足。', '长按 SET 键。'],
  ] as const)('%s asks for a %s', (question, kind, holding, lacking) => {
    expect(expectedAnswer(question)).toBe(kind);
    expect(holdsExpected(kind, holding)).toBe(true);
    expect(holdsExpected(kind, lacking)).toBe(false);
  });

  it('is silent where the wording does not say', () => {
    expect(expectedAnswer('年假制度')).toBeNull();
  });
});

describe('token evidence', () => {
  it('keeps cosines within 0.01 at 8 bits and finds the best token of each sentence', () => {
    const tokens = quantizeTokens(vector(1, 0, 0.6, 0.8, 0, 1), 2, Int32Array.from([0, 2, 2, 4, 5, 7]));
    const matches = matchSentences({ tokens: vector(1, 0, 0, 1), direction: null }, tokens, [
      { start: 0, end: 4 },
      { start: 5, end: 7 },
    ]);
    expect(matches[0]?.best[0]).toBeCloseTo(1, 2);
    expect(matches[0]?.best[1]).toBeCloseTo(0.8, 2);
    expect(matches[1]?.best[0]).toBeCloseTo(0, 2);
    const [first, second] = tokenEvidence(matches, vector(3, 1));
    expect(first?.weighted).toBeCloseTo((3 + 0.8) / 4, 2);
    expect(second?.weakestWithPrevious).toBeCloseTo(1, 2);
    expect(second?.weakestImportant).toBeCloseTo(0, 2);
  });

  it('ignores tokens of title and headings, which lie before the text', () => {
    const tokens = quantizeTokens(vector(1, 0), 2, Int32Array.from([-4, -2]));
    const sought = { tokens: vector(1, 0), direction: null };
    expect(matchSentences(sought, tokens, [{ start: 0, end: 4 }])[0]?.best[0]).toBe(-1);
  });
});

describe('answer reader', () => {
  const shippedModel = 'bge-small-zh-v1.5-int8';
  const dims = 512;
  const unit = (at: number): Float32Array => Float32Array.from({ length: dims }, (_, i) => Number(i === at));
  const asked = {
    vector: unit(0),
    tokens: Float32Array.from([...unit(1), ...unit(2)]),
    offsets: Int32Array.from([0, 1, 1, 3]),
  };

  it('has a direction for each shipped model, which follows the word that asks', () => {
    const direction = answerDirection(shippedModel, { text: '谁来了', asksFrom: 0 }, asked);
    expect(direction).toHaveLength(dims);
    expect(answerDirection(shippedModel, { text: '来什么', asksFrom: 0 }, asked)).not.toEqual(direction);
    expect(answerDirection('another model', { text: '谁来了', asksFrom: 0 }, asked)).toBeNull();
    expect(
      answerDirection(
        shippedModel,
        { text: '', asksFrom: 0 },
        { ...asked, tokens: vector(), offsets: new Int32Array() },
      ),
    ).toBeNull();
  });

  it('takes the word that asks from the question itself, behind one that it points back to', () => {
    const direction = (text: string, asksFrom: number) => answerDirection(shippedModel, { text, asksFrom }, asked);
    const one = { ...asked, offsets: Int32Array.from([0, 1, 2, 3]) };
    const joined = (asksFrom: number) => answerDirection(shippedModel, { text: '谁 谁', asksFrom }, one);
    expect(joined(2)).not.toEqual(joined(0));
    // Without one of its own, it is that of the question before.
    expect(direction('谁来了', 2)).toEqual(direction('谁来了', 0));
  });

  it('adds the logits of each sentence up', () => {
    const tokens = quantizeTokens(vector(1, 0, 0, 1, 1, 0), 2, Int32Array.from([0, 2, 2, 4, 5, 7]));
    const sentences = [
      { start: 0, end: 4 },
      { start: 5, end: 7 },
      { start: 7, end: 9 },
    ];
    const [first, second, empty] = matchSentences(
      { tokens: vector(1, 0), direction: vector(2, -1) },
      tokens,
      sentences,
    );
    expect(first?.peak).toBeCloseTo(2, 2);
    expect(first?.mass).toBeCloseTo(Math.exp(2) + Math.exp(-1), 1);
    expect(first?.best).toEqual(vector(1));
    expect(second?.mass).toBeCloseTo(Math.exp(2), 1);
    expect(empty).toMatchObject({ peak: -Infinity, mass: 0 });
    const [unread] = matchSentences({ tokens: vector(1, 0), direction: null }, tokens, sentences);
    expect(unread).toMatchObject({ peak: -Infinity, mass: 0 });
  });
});

const passage = (
  text: string,
  score: number,
  sentences: { start: number; end: number; vector: Float32Array }[],
): AnswerPassage => ({
  text,
  title: '',
  headingPath: [],
  score,
  dense: 0.5,
  modelKey: 'm',
  sentences,
});

describe('sentenceFeatures', () => {
  const question = {
    text: '年假多少天',
    words: noUserWords,
    vectors: new Map([['m', { vector: vector(1, 0), tokens: vector(1, 0), offsets: Int32Array.from([0, 2]) }]]),
    idf: new Map([
      ['年假', 2],
      ['多少', 1],
    ]),
  };
  const value = (features: Float32Array | undefined, name: (typeof sentenceFeatureNames)[number]) =>
    features?.[sentenceFeatureNames.indexOf(name)];

  it('knows the words of the collection that the question was read by', () => {
    const words = new UserWords(['星语一号']);
    const product = { ...question, text: '星语一号多重', words, idf: new Map([['星语一号', 3]]) };
    const text = '星语一号的重量是 310 克。';
    const [found] = sentenceFeatures(product, [
      passage(text, 0.8, [{ start: 0, end: text.length, vector: vector(1, 0) }]),
    ]);
    expect(value(found?.features, 'coverage')).toBe(1);
  });

  it('measures similarity, coverage and expectation for each sentence', () => {
    const text = '年假为 15 天。食堂在二楼。';
    const [first, second] = sentenceFeatures(question, [
      passage(text, 0.8, [
        { start: 0, end: 9, vector: vector(0.9, 0.1) },
        { start: 9, end: 15, vector: vector(0.2, 0.9) },
      ]),
    ]);
    expect(value(first?.features, 'pooledSimilarity')).toBeCloseTo(0.9, 5);
    expect(value(first?.features, 'coverage')).toBeCloseTo(2 / 3, 5);
    expect(value(first?.features, 'holdsExpected')).toBe(1);
    expect(value(second?.features, 'expectedMissing')).toBe(1);
    expect(value(second?.features, 'pooledSimilarityToBest')).toBeCloseTo(-0.7, 5);
    expect(value(second?.features, 'coverageWithPrevious')).toBeCloseTo(2 / 3, 5);
    // Nothing was read token by token, and no reader knows this model.
    expect(value(first?.features, 'readerPeak')).toBe(-15);
    expect(value(first?.features, 'readerShare')).toBe(-15);
  });
});

describe('rankSentences', () => {
  /** A model that looks at the pooled similarity alone. */
  const model: RankerModel = {
    version: '0',
    features: sentenceFeatureNames,
    support: supportFeatureNames,
    trainedOn: [],
    sentenceTrees: [{ feature: [0], threshold: [0.5], left: [-1], right: [-2], leaf: [-1, 1] }],
    confidenceTrees: [
      { feature: [2 * sentenceFeatureNames.length], threshold: [0], left: [-1], right: [-2], leaf: [-3, 3] },
    ],
  };
  const candidate = (similarity: number, at: number) => {
    const features = new Float32Array(sentenceFeatureNames.length);
    features[0] = similarity;
    return { passage: 0, sentence: at, start: at, end: at + 1, features };
  };

  const read = (...candidates: SentenceCandidate[]): SentenceReading => ({ candidates, supportOf: unread });

  it('sorts by the trees and derives the confidence from the best', () => {
    const sure = rankSentences([read(candidate(0.2, 0), candidate(0.9, 1))], model);
    expect(sure.sentences.map((it) => it.sentence)).toEqual([1, 0]);
    expect(sure.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
    expect(rankSentences([read(candidate(0.2, 0))], model).confidence).toBeCloseTo(1 / (1 + Math.exp(3)), 6);
    expect(rankSentences([read()], model)).toEqual({ sentences: [], confidence: 0 });
  });

  it('ranks by the mean of several readings, and is only as sure as these together', () => {
    const own = [candidate(0.2, 0), candidate(0.9, 1), candidate(0.9, 2)];
    const joined = [candidate(0.2, 0), candidate(0.2, 1), candidate(0.9, 2)];
    const both = rankSentences([read(...own), read(...joined)], model);
    expect(both.sentences.map(({ sentence, score }) => [sentence, score])).toEqual([
      [2, 1],
      [1, 0],
      [0, -1],
    ]);
    expect(both.confidence).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
    const nothing = own.map((_, at) => candidate(0.2, at));
    expect(rankSentences([read(...own), read(...nothing)], model).confidence).toBeCloseTo(0.5, 6);
    expect(rankSentences([read(), read()], model)).toEqual({ sentences: [], confidence: 0 });
  });

  it('reads the shipped model, which was trained with the features of this code', () => {
    expect(rankSentences([read(candidate(0.9, 0))]).confidence).toBeGreaterThan(0);
  });

  it('has a version that changes with every file that is trained', () => {
    const text = (name: string): string => readFileSync(new URL(`../../${name}.json`, import.meta.url), 'utf8');
    const unnamed = text('sentence-ranker').replace(/^\{"version":"[0-9a-f]{8}",/u, '{');
    const trained = unnamed + text('answer-reader') + text('question-support');
    expect(readRankerModel().version).toBe(createHash('sha256').update(trained).digest('hex').slice(0, 8));
  });
});

describe('evaluateTrees', () => {
  it('walks left on equality and sums the leaves', () => {
    const tree = { feature: [0, 1], threshold: [1, 5], left: [-1, -2], right: [1, -3], leaf: [10, 20, 30] };
    expect(evaluateTrees([tree], vector(1, 0))).toBe(10);
    expect(evaluateTrees([tree, tree], vector(2, 6))).toBe(60);
    expect(evaluateTrees([{ feature: [], threshold: [], left: [], right: [], leaf: [7] }], vector())).toBe(7);
  });
});

describe('selectSentences', () => {
  const passages = [passage('甲甲甲甲。乙乙乙乙。', 1, []), passage('甲甲甲甲。丙丙丙丙。', 1, [])];
  const ranked = (rows: [passage: number, start: number, end: number, score: number][]): RankedSentence[] =>
    rows.map(([at, start, end, score]) => ({
      passage: at,
      sentence: start / 5,
      start,
      end,
      score,
      features: new Float32Array(),
    }));
  const texts = (chosen: readonly RankedSentence[]): (string | undefined)[] =>
    chosen.map((it) => passages[it.passage]?.text.slice(it.start, it.end));

  it('keeps neighbours in reading order and says the same sentence once', () => {
    const chosen = selectSentences(
      ranked([
        [0, 5, 10, 3],
        [1, 0, 5, 2.5],
        [0, 0, 5, 2.4],
        [1, 5, 10, 2],
      ]),
      passages,
      { maxSentences: 3, maxCharacters: 100 },
    );
    expect(texts(chosen)).toEqual(['乙乙乙乙。', '甲甲甲甲。', '丙丙丙丙。']);
  });

  it('says nothing where there is no sentence', () => {
    expect(selectSentences([], passages, { maxSentences: 3, maxCharacters: 100 })).toEqual([]);
  });

  it('puts the best sentence first when the others do not touch it', () => {
    const apart = [passage('甲甲甲甲。乙乙乙乙。丙丙丙丙。', 1, [])];
    const rows = ranked([
      [0, 10, 15, 3],
      [0, 0, 5, 2],
    ]);
    const chosen = selectSentences(rows, apart, { maxSentences: 3, maxCharacters: 100 });
    expect(chosen.map((it) => it.start)).toEqual([10, 0]);
  });

  it('leaves out what is unlikely to answer for its length', () => {
    const rows = ranked([
      [0, 0, 5, 3],
      [0, 5, 10, -2],
    ]);
    // A chance of 0.0067 on 5 characters: too little where answers have to be short.
    expect(texts(selectSentences(rows, passages, { maxSentences: 3, maxCharacters: 100 }))).toEqual(['甲甲甲甲。']);
    expect(selectSentences(rows, passages, { maxSentences: 3, maxCharacters: 400 })).toHaveLength(2);
  });

  it('prefers two short sentences to a long one of the same chance', () => {
    const text = '甲甲甲甲。乙乙乙乙乙乙乙乙乙。丙丙丙丙。';
    const rows = ranked([
      [0, 0, 5, 3],
      [0, 5, 15, 2],
      [0, 15, 20, 1.9],
    ]);
    const chosen = selectSentences(rows, [passage(text, 1, [])], { maxSentences: 2, maxCharacters: 100 });
    expect(chosen.map((it) => it.start)).toEqual([0, 15]);
  });

  it('never exceeds the budget, but gives at least one sentence', () => {
    const rows = ranked([
      [0, 0, 5, 3],
      [0, 5, 10, 2],
    ]);
    expect(texts(selectSentences(rows, passages, { maxSentences: 3, maxCharacters: 7 }))).toEqual(['甲甲甲甲。']);
    expect(selectSentences(rows, passages, { maxSentences: 3, maxCharacters: 1 })).toHaveLength(1);
  });
});
