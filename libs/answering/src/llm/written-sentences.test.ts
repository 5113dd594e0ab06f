import { describe, expect, it } from 'vitest';
import { completeUntil, writtenSentences } from './written-sentences.ts';

const cut = (text: string): string[] => writtenSentences(text).map(([start, end]) => text.slice(start, end));

describe('a mark belongs to the sentence before it', () => {
  it.each([
    ['甲句。[1]乙句。[2]', ['甲句。[1]', '乙句。[2]']],
    ['甲句。[1][3]乙句。', ['甲句。[1][3]', '乙句。']],
    ['甲句[1]。乙句[2]。', ['甲句[1]。', '乙句[2]。']],
    ['One here. [1] Two there. [2]', ['One here. [1]', ' Two there. [2]']],
    ['[1]甲句。', ['[1]甲句。']],
  ])('%s', (text, sentences) => {
    expect(cut(text)).toEqual(sentences);
  });
});

it('a sentence is complete once the next one has begun, and never loses its mark', () => {
  const text = '甲句。[1]乙句。[2]丙句。[3]';
  const handed: string[] = [];
  let from = 0;
  for (let length = 0; length <= text.length; length += 1) {
    const until = completeUntil(text.slice(0, length), from);
    if (until > from) handed.push(text.slice(from, until));
    from = until;
  }
  expect(handed).toEqual(['甲句。[1]', '乙句。[2]']);
  expect(text.slice(from)).toBe('丙句。[3]');
});
