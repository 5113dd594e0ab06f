import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logger, registry, store } from '../../test/model-cache.ts';
import { hasRuntime, runtimesDir } from '../../test/optional-runtime.ts';
import { LocalTextGenerator } from './local-text-generator.ts';
import type { GenerationMessage, GenerationPiece, GenerationRequest } from './text-generator.ts';

const examples: readonly GenerationMessage[] = [
  { role: 'system', content: '只根据资料回答问题。' },
  { role: 'user', content: '资料：门禁卡遗失应立即报告行政部，补办费用为20元。\n问题：补办门禁卡要多少钱？' },
  { role: 'assistant', content: '补办费用为20元。' },
];
const question: readonly GenerationMessage[] = [
  ...examples,
  { role: 'user', content: '资料：报销单应在费用发生后30天内提交财务部。\n问题：报销单要在多少天内提交？' },
];

describe.skipIf(!(await hasRuntime('node-llama-cpp')))(
  'a real language model on the processor',
  { timeout: 180_000 },
  () => {
    let generator: LocalTextGenerator;
    beforeAll(async () => {
      generator = new LocalTextGenerator({ model: 'gemma3-270m', registry, store, logger, runtimesDir, threads: 1 });
      await generator.load();
    }, 300_000);
    afterAll(() => generator.close());

    async function write(
      request: GenerationRequest,
      signal = new AbortController().signal,
    ): Promise<GenerationPiece[]> {
      const pieces: GenerationPiece[] = [];
      for await (const piece of generator.generate(request, { signal, priority: 'live' })) pieces.push(piece);
      return pieces;
    }
    const textOf = (pieces: readonly GenerationPiece[]): string => pieces.map(({ text }) => text).join('');

    it('answers a Chinese question from its passage and stops by itself', async () => {
      const pieces = await write({ messages: question, maxTokens: 60 });
      expect(textOf(pieces)).toContain('30天');
      expect(pieces.at(-1)).toMatchObject({ finish: 'stop' });
      expect(pieces.length).toBeGreaterThan(3);
    });

    it('counts the tokens of prompt and answer', async () => {
      const usage = (await write({ messages: question, maxTokens: 60 })).at(-1)?.usage;
      const [alone] = await generator.countTokens([question.map(({ content }) => content).join('')]);
      expect(usage?.promptTokens).toBeGreaterThan(alone);
      expect(usage?.promptTokens).toBeLessThan(alone + 40);
      expect(usage?.completionTokens).toBeGreaterThan(3);
    });

    it('writes the same at temperature 0, ends at a stop text without it, and at the token limit', async () => {
      const whole = textOf(await write({ messages: question, maxTokens: 60, temperature: 0 }));
      expect(textOf(await write({ messages: question, maxTokens: 60, temperature: 0 }))).toBe(whole);
      expect(textOf(await write({ messages: question, stop: ['30'] }))).not.toContain('30');
      expect((await write({ messages: question, maxTokens: 2 })).at(-1)).toMatchObject({
        finish: 'length',
        usage: { completionTokens: 2 },
      });
    });

    it('ends when the caller leaves, and serves the next', async () => {
      const caller = new AbortController();
      const pieces: GenerationPiece[] = [];
      const long = { messages: [{ role: 'user' as const, content: '从1数到1000：1、2、3、' }], maxTokens: 900 };
      for await (const piece of generator.generate(long, { signal: caller.signal, priority: 'bulk' })) {
        pieces.push(piece);
        caller.abort();
      }
      expect(pieces.at(-1)).toMatchObject({ finish: 'cancelled' });
      expect(textOf(await write({ messages: question, maxTokens: 60 }))).toContain('30天');
    });

    it('refuses a prompt that is longer than its window instead of cutting it', async () => {
      await expect(write({ messages: [{ role: 'user', content: '很长的资料。'.repeat(3000) }] })).rejects.toMatchObject(
        {
          code: 'TEXT_TOO_LONG',
        },
      );
    });
  },
);
