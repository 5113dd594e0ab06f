import { describe, expect, it } from 'vitest';
import { splitSentences } from './sentences.ts';

const sentences = (text: string): string[] => splitSentences(text).map(([start, end]) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    ['年假十五天。病假另计！可以吗？', ['年假十五天。', '病假另计！', '可以吗？']],
    ['他说：“你好。”然后走了。', ['他说：“你好。”', '然后走了。']],
    ['第一条；第二条', ['第一条；', '第二条']],
    ['The office closes early; three days are set aside.', ['The office closes early; three days are set aside.']],
    ['Version 2.3.1 costs 4.5 EUR. It ships today.', ['Version 2.3.1 costs 4.5 EUR.', 'It ships today.']],
    ['See Dr. Smith, e.g. on Monday. Bring it.', ['See Dr. Smith, e.g. on Monday.', 'Bring it.']],
    ['1. Open the lid. 2. Press SET.', ['1. Open the lid.', '2. Press SET.']],
    ['line one\nline two', ['line one', 'line two']],
    ['no full stop', ['no full stop']],
    ['   ', []],
  ])('%s', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });
});
