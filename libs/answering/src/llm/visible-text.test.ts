import { expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

it.each([
  ['年假10天。', false, '年假10天。'],
  ['<think>想一想', false, ''],
  [' <think>想一想</think>\n年假10天。', false, '\n年假10天。'],
  ['思考：资料2。', true, ''],
  ['思考：资料2。\n答案：年假10天。', true, '年假10天。'],
  ['思考：资料2。\n答案: 年假10天。', true, '年假10天。'],
  ['思考：本题的答案：在资料2。\n答案：年假10天。', true, '年假10天。'],
  ['答案：年假10天。', true, '年假10天。'],
  ['<think>a</think>思考：b\n答案：c', true, 'c'],
])('of %j with steps %s the visible part is %j', (written, steps, visible) => {
  expect(visibleText(written, { lang: 'zh', steps })).toBe(visible);
});

it('knows the English labels in any case', () => {
  expect(visibleText('Thought: passage 1.\nANSWER: 10 days.', { lang: 'en', steps: true })).toBe('10 days.');
});

it('only grows while text comes in', () => {
  const written = '<think>x</think>思考：资料2。\n答案：年假10天。';
  let before = '';
  for (let length = 0; length <= written.length; length += 1) {
    const visible = visibleText(written.slice(0, length), { lang: 'zh', steps: true });
    expect(visible.startsWith(before)).toBe(true);
    before = visible;
  }
  expect(before).toBe('年假10天。');
});
