import { describe, expect, it } from 'vitest';
import { noUserWords } from '@mingda/language';
import { questionSupport, supportFeatureNames, unread } from './question-support.ts';
import type { AnswerPassage } from './sentence-features.ts';
import { quantizeTokens } from './token-evidence.ts';

/** The shipped form of this model reads vectors of this many dimensions. */
const modelKey = 'bge-small-zh-v1.5-int8';
const dims = 512;

const axis = (at: number): number[] => Array.from({ length: dims }, (_, i) => (i === at ? 1 : 0));

/** A passage of two sentences of one token each, the tokens along these axes. */
function passage(key: string, ...axes: number[]): AnswerPassage {
  const offsets = Int32Array.from(axes.flatMap((_, at) => [2 * at, 2 * at + 2]));
  return {
    text: '甲甲'.repeat(axes.length),
    title: '',
    headingPath: [],
    score: 1,
    dense: 1,
    modelKey: key,
    sentences: axes.map((_, at) => ({ start: 2 * at, end: 2 * at + 2, vector: new Float32Array(dims) })),
    tokenVectors: quantizeTokens(Float32Array.from(axes.flatMap(axis)), dims, offsets),
  };
}

/** Asks for 年假, whose only token lies along an axis. */
const question = {
  text: '年假',
  words: noUserWords,
  idf: new Map([['年假', 3]]),
  vectors: new Map([
    [
      modelKey,
      { vector: Float32Array.from(axis(0)), tokens: Float32Array.from(axis(0)), offsets: Int32Array.of(0, 2) },
    ],
  ]),
};

describe('questionSupport', () => {
  it('is higher where the passage says what the question says', () => {
    const said = questionSupport(question, [passage(modelKey, 0)])({ passage: 0, sentence: 0 });
    const other = questionSupport(question, [passage(modelKey, 5)])({ passage: 0, sentence: 0 });
    for (const at of supportFeatureNames.keys()) expect(said[at]).toBeGreaterThan(other[at]);
    expect(Math.max(...said, ...other)).toBeLessThanOrEqual(0);
  });

  it('looks at the sentence with its neighbours, and at the whole passage', () => {
    const [inPassage, nearby, weakest] = questionSupport(question, [passage(modelKey, 0, 5, 6)])({
      passage: 0,
      sentence: 2,
    });
    expect(inPassage).toBeGreaterThan(nearby);
    expect(weakest).toBeCloseTo(nearby, 5);
  });

  it('knows nothing without token vectors, without a form for the model, and where no word weighs', () => {
    const best = { passage: 0, sentence: 0 };
    const nothing = unread(best);
    const { tokenVectors: _, ...notRead } = passage(modelKey, 0);
    expect(questionSupport(question, [notRead])(best)).toEqual(nothing);
    expect(questionSupport(question, [passage('another-model', 0)])(best)).toEqual(nothing);
    expect(questionSupport({ ...question, idf: new Map() }, [passage(modelKey, 0)])(best)).toEqual(nothing);
  });
});
