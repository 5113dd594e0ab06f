import { expect, test } from 'vitest';
import { turnsOf } from './conversation-turns.ts';

test('a follow-up refers to questions and to what was answered, not to greetings or to the text of a refusal', () => {
  const turns = turnsOf([
    { question: '你好', text: '您好！请问有什么可以帮您？', outcome: 'answered', answerer: 'dialogue' },
    { question: '年假有几天？', text: '年假为 10 天。', outcome: 'answered', answerer: 'extractive' },
    { question: '利润是多少？', text: '抱歉，没有找到。', outcome: 'refused', answerer: 'extractive' },
  ]);
  expect(turns).toEqual([
    { role: 'user', text: '年假有几天？' },
    { role: 'assistant', text: '年假为 10 天。' },
    { role: 'user', text: '利润是多少？' },
  ]);
});
