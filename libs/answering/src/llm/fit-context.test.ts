import { expect, it } from 'vitest';
import { ScriptedWriter } from '../../test/scripted-writer.ts';
import { exampleMessages, promptExamples, systemText } from '../prompts/prompt-template.ts';
import { fitContext, type FittedPrompt, type PromptParts } from './fit-context.ts';

const question = '请问普通员工每年的年假有几天？';
const passages = [
  { title: '甲', text: '甲的第一句话。甲的第二句话。甲的第三句话。' },
  { title: '乙', text: '乙的第一句话。乙的第二句话。' },
  { title: '丙', text: '丙的第一句话。丙的第二句话。' },
];
const style = { lang: 'zh', steps: false } as const;
const answerTokens = 50;

function fit(window: number, parts: Partial<PromptParts> = {}): Promise<FittedPrompt> {
  return fitContext(
    { ...style, question, passages, examples: promptExamples.zh.slice(0, 2), ...parts },
    { writer: new ScriptedWriter([], window), answerTokens },
  );
}

const size = ({ messages }: FittedPrompt): number => messages.reduce((total, { content }) => total + content.length, 0);

it('keeps everything where there is room; the nearest example stands last', async () => {
  const prompt = await fit(8192);
  expect(prompt).toMatchObject({ passages: 3, examples: 2, leftOut: 0 });
  expect(prompt.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
  expect(prompt.messages[3]).toEqual(exampleMessages(promptExamples.zh[0], style)[0]);
});

it('in every window it fits, keeps instruction and question, and cuts no sentence', async () => {
  const whole = passages.flatMap(({ text }) => text.split(/(?<=。)/u));
  const seen = new Set<string>();
  let smallest = Infinity;
  for (let window = 900; window > 100; window -= 1) {
    const prompt = await fit(window).catch(() => undefined);
    if (prompt === undefined) continue;
    smallest = window;
    expect(size(prompt) + answerTokens).toBeLessThanOrEqual(window);
    expect(prompt.messages[0].content).toBe(systemText(style));
    const asked = prompt.messages.at(-1)?.content ?? '';
    expect(asked.endsWith(question)).toBe(true);
    const shown = asked.match(/[甲乙丙]的第.句话。/gu) ?? [];
    expect(asked.match(/的第/gu)).toHaveLength(shown.length);
    // What is left out is always the end of the line of passages, best first.
    expect(shown).toEqual(whole.slice(0, shown.length));
    expect(prompt.leftOut).toBe(whole.length - shown.length);
    if (prompt.examples > 0) expect(prompt.leftOut).toBe(0);
    seen.add(`${prompt.passages} ${prompt.examples}`);
  }
  expect([...seen]).toEqual(['3 2', '3 1', '3 0', '2 0', '1 0']);
  await expect(fit(smallest - 1)).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
});

it('refuses a question that fills the window by itself', async () => {
  await expect(fit(600, { question: '年假'.repeat(500) })).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
});
