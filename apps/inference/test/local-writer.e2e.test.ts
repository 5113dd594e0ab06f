import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@mingda/platform';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplicaProcess } from './replica-process.ts';

const model = 'gemma3-270m';
const { models, runtimesDir } = loadConfig();
const installed = existsSync(join(runtimesDir, 'node-llama-cpp')) && existsSync(join(models.dir, model));

describe.skipIf(!installed)('a real language model behind the HTTP door', () => {
  let replica: ReplicaProcess;
  let openai: OpenAI;
  let http: string;
  beforeAll(async () => {
    replica = new ReplicaProcess({ MINGDA_CHAT_MODEL: model, MINGDA_CHAT_URL: '' });
    ({ http } = await replica.ready());
    openai = new OpenAI({ baseURL: `${http}/v1`, apiKey: 'none', maxRetries: 0 });
  });
  afterAll(() => replica.end());

  it('writes the same text whole and in pieces, and counts its tokens', async () => {
    const asked: OpenAI.ChatCompletionCreateParams = {
      model,
      messages: [{ role: 'user', content: 'The capital of France is' }],
      max_tokens: 12,
      temperature: 0,
      seed: 1,
    };
    const whole = await openai.chat.completions.create({ ...asked, stream: false });
    expect(whole.usage?.completion_tokens).toBeGreaterThan(0);
    expect(whole.usage?.completion_tokens).toBeLessThanOrEqual(12);
    let text = '';
    for await (const chunk of await openai.chat.completions.create({ ...asked, stream: true }))
      text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(whole.choices[0].message.content);
    const page = await (await fetch(`${http}/metrics`)).text();
    expect(page).toContain(`mingda_generation_model_loaded{model="${model}"} 1`);
    expect(Number(/mingda_generation_tokens_total\{model="gemma3-270m"\} (\d+)/.exec(page)?.[1])).toBeGreaterThan(0);
  });
});
