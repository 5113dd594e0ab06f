import type { AnswerPart } from '@mingda/contracts';
import { expect, test } from 'vitest';
import { transcriptOf, turnsOf, type Exchange } from './conversation-turns.ts';

const exchange = (question: string, text: string, more: Partial<Exchange> = {}): Exchange => ({
  question,
  text,
  outcome: 'answered',
  answerer: 'extractive',
  ...more,
});
const user = (text: string) => ({ role: 'user', text });
const assistant = (text: string) => ({ role: 'assistant', text });

const greeting = exchange('你好', '您好！请问有什么可以帮您？', {
  answerer: 'dialogue',
  dialogue: { state: 'asking', intent: 'greeting' },
});
const answered = exchange('年假有几天？', '年假为 10 天。', { dialogue: null });
const refused = exchange('利润是多少？', '抱歉，没有找到。', { outcome: 'refused' });
const waiting = (question: string): Exchange =>
  exchange(question, '对话已转给人工。', { answerer: 'dialogue', dialogue: { state: 'handed-over' } });

test('a follow-up refers to questions and to what was answered, not to greetings or to the text of a refusal', () => {
  expect(turnsOf([greeting, answered, refused])).toEqual([
    user('年假有几天？'),
    assistant('年假为 10 天。'),
    user('利润是多少？'),
  ]);
});

test('the transcript holds everything', () => {
  expect(transcriptOf([greeting, refused, waiting('病假呢？')]).map((it) => it.text)).toEqual([
    '你好',
    '您好！请问有什么可以帮您？',
    '利润是多少？',
    '抱歉，没有找到。',
    '病假呢？',
    '对话已转给人工。',
  ]);
});

test('what is asked while a person has the conversation is kept without the reply, thanks are not', () => {
  const person = exchange('转人工', '请稍候。', {
    answerer: 'dialogue',
    dialogue: { state: 'handed-over', intent: 'person' },
  });
  expect(turnsOf([person, waiting('病假最多几天？'), waiting('谢谢')])).toEqual([user('病假最多几天？')]);
});

test('a message that was taken for an intent is left out with its reply', () => {
  const dialogue = { state: 'asking', intent: '天气' } as const;
  expect(turnsOf([exchange('今天天气如何', '好的', { answerer: 'intent', dialogue })])).toEqual([]);
});

test('several questions in one count by what was said to each', () => {
  const part = (question: string, text: string, more: Partial<AnswerPart> = {}): AnswerPart => ({
    question,
    text,
    outcome: 'answered',
    confidence: 0.9,
    markers: [],
    ...more,
  });
  const parts = [
    part('年假有几天？', '五天。'),
    part('食堂几点开门？', '抱歉，没有找到。', { outcome: 'refused' }),
    part('今天天气怎么样？', '好的', { intent: '天气' }),
  ];
  const together = exchange('年假有几天？食堂几点开门？今天天气怎么样？', '1. 五天。\n2. 抱歉，没有找到。\n3. 好的', {
    dialogue: { state: 'asking', parts },
  });
  expect(turnsOf([together])).toEqual([user('年假有几天？'), assistant('五天。'), user('食堂几点开门？')]);
});

test('a greeting or a wish for a person beside a question is no part of it', () => {
  const both = exchange('您好，年假有几天？请转人工', '五天。\n由经理批准。\n好的，正在为您转接人工，请稍候。', {
    dialogue: { state: 'handed-over', intent: 'person', searched: '年假有几天？' },
  });
  expect(turnsOf([both])).toEqual([user('年假有几天？'), assistant('五天。\n由经理批准。')]);
});
