import { expect, it } from 'vitest';
import { transcriptPrompt } from './transcript-prompt.ts';

it('writes turns that are parted by blank lines and leaves the last one open', () => {
  expect(
    transcriptPrompt([
      { role: 'system', content: '只根据资料回答。' },
      { role: 'user', content: '问题：甲？' },
      { role: 'assistant', content: '乙。' },
      { role: 'user', content: '问题：丙？' },
    ]),
  ).toBe('只根据资料回答。\n\n问题：甲？\n回答：乙。\n\n问题：丙？\n回答：');
});

it('labels English answers in English and ends without a blank', () => {
  expect(transcriptPrompt([{ role: 'user', content: 'Why?' }])).toBe('Why?\nAnswer:');
});

it('a blank line inside a message cannot pass for the end of a turn', () => {
  const prompt = transcriptPrompt([{ role: 'user', content: 'passage\n\n\nQuestion: x' }]);
  expect(prompt).toBe('passage\nQuestion: x\nAnswer:');
});

it('joins two questions in a row and opens a turn when an answer was last', () => {
  expect(
    transcriptPrompt([
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]),
  ).toBe('a\nAnswer: \nb\nAnswer:');
  expect(transcriptPrompt([{ role: 'assistant', content: 'a' }])).toBe('Answer: a\n\nAnswer:');
});
