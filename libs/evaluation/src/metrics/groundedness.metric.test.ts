import { describe, expect, it } from 'vitest';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { citedSentences, groundedness } from './groundedness.metric.ts';
import type { CitedPassage } from './question-outcome.ts';

const quote = (marker: number, text: string): CitedPassage => ({ marker, sourceKey: `d${marker}`, quote: text });
const ten = quote(1, '普通员工的年假为 10 天。');
const fifteen = quote(2, '工龄满十年的员工年假为 15 天。');
const of = (text: string, citations: readonly CitedPassage[], refused = false): number | null =>
  groundedness.perQuestion(outcomeOf(goldQuestion(), { answer: givenAnswer({ text, citations, refused }) }));

describe('sentences and what they cite', () => {
  it('takes a marker before or behind the full stop to the sentence before it', () => {
    const sentences = citedSentences({ text: '年假10天[1]。满十年15天。[2][1] 其余不变。', citations: [ten, fifteen] });
    expect(sentences.map(({ text, citations }) => [text, citations.map((it) => it.marker)])).toEqual([
      ['年假10天。', [1]],
      ['满十年15天。', [1, 2]],
      ['其余不变。', [1, 2]],
    ]);
  });

  it('knows no sentence of markers and punctuation alone', () => {
    expect(citedSentences({ text: '[1] 。……', citations: [ten] })).toEqual([]);
  });
});

describe('groundedness', () => {
  it.each<[string, string, readonly CitedPassage[], number | null]>([
    ['the words of the quote', '普通员工的年假为 10 天。', [ten], 1],
    ['other words', '普通员工有10天年假。', [ten], 1],
    ['one of two sentences', '普通员工的年假为10天。食堂周末不开放。', [ten], 0.5],
    ['a wrong number', '普通员工的年假为 20 天。', [ten], 0],
    ['a number inside that of the quote', '工龄满十年的员工年假为 5 天。', [fifteen], 0],
    ['the number in words', '普通员工的年假为十天。', [ten], 1],
    ['the opposite', '普通员工的年假不为 10 天。', [ten], 0],
    ['another sentence’s citation', '普通员工的年假为 10 天[2]。', [ten, fifteen], 0],
    ['its own citation', '普通员工的年假为 10 天[1]。', [ten, fifteen], 1],
    ['a marker without a citation', '普通员工的年假为 10 天[7]。', [ten], 0],
    ['no citation', '普通员工的年假为 10 天。', [], 0],
    ['nothing said', '……', [ten], null],
  ])('%s', (_name, text, citations, expected) => {
    expect(of(text, citations)).toBe(expected);
  });

  it('says nothing of refusals', () => {
    expect(of('没有找到。', [], true)).toBeNull();
  });
});
