import { describe, expect, it } from 'vitest';
import { setAside } from './set-aside.ts';

describe('what is said beside a question', () => {
  it.each([
    ['你好，年假有几天？', '年假有几天？', false],
    ['您好！请问年假有几天', '请问年假有几天', false],
    ['年假有几天？谢谢', '年假有几天？', false],
    ['转人工，年假有几天？', '年假有几天？', true],
    ['年假有几天？病假呢？请转人工。', '年假有几天？病假呢？', true],
    ['你好，我要转人工，顺便问下年假有几天', '顺便问下年假有几天', true],
    ['Hello, how many days of leave do I get?', 'how many days of leave do I get?', false],
    ['How many days of leave do I get? Please connect me to an agent.', 'How many days of leave do I get?', true],
    ['I want to talk to a human. How many days of leave do I get?', 'How many days of leave do I get?', true],
  ])('%s', (message, question, person) => expect(setAside(message)).toEqual({ question, person }));

  it.each([
    '转人工',
    '你好，转人工',
    '转人工，谢谢',
    '谢谢，帮我转人工',
    'Hello, please connect me to an agent.',
    'Yes, please connect me to an agent.',
  ])('%s wishes for a person and asks nothing', (message) =>
    expect(setAside(message)).toEqual({ question: '', person: true }),
  );

  it.each([
    '年假有几天？',
    '你好！',
    '人工，材料和折旧怎么算？',
    '我聊得很开心，再见',
    'hi, ai',
    '怎么转人工？',
    'Hi there, thanks!',
    '',
  ])('%s is left as it is', (message) => expect(setAside(message)).toEqual({ question: message, person: false }));
});
