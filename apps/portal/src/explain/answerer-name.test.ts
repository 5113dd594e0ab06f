import { expect, test } from 'vitest';
import { answererName } from './answerer-name.ts';

const names = { llm: 'Language model', approved: 'Approved answer' };

test.each([
  ['approved', 'Approved answer'],
  ['llm', 'Language model'],
  ['llm:gemma3-270m:v3+abc', 'Language model · gemma3-270m'],
  ['llm:qwen3:4b:v3+abc+steps', 'Language model · qwen3:4b'],
  ['oracle:delphi:v1', 'oracle:delphi:v1'],
])('%s is shown as %s', (answerer, shown) => {
  expect(answererName(answerer, names)).toBe(shown);
});
