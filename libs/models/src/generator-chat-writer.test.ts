import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ModelRegistry, type GenerationPiece, type GenerationRequest } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { expect, it } from 'vitest';
import { GeneratorChatModel } from './generator-chat-model.ts';
import { GeneratorChatWriter, type LoadableGenerator } from './generator-chat-writer.ts';

/** A stand-in for the language model: writes the given pieces, then whatever the ending does. */
class ScriptedGenerator implements LoadableGenerator {
  readonly model = 'gemma3-270m';
  readonly entry = ModelRegistry.load().generator('gemma3-270m');
  readonly requests: GenerationRequest[] = [];
  left = 0;
  readonly #texts: readonly string[];
  readonly #ending: (signal: AbortSignal) => Promise<GenerationPiece>;

  constructor(texts: readonly string[], ending: (signal: AbortSignal) => Promise<GenerationPiece> = async () => end) {
    this.#texts = texts;
    this.#ending = ending;
  }

  async *generate(request: GenerationRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<GenerationPiece> {
    this.requests.push(request);
    signal.addEventListener('abort', () => (this.left += 1));
    for (const text of this.#texts) yield { text };
    yield await this.#ending(signal);
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return Promise.resolve(texts.map(({ length }) => length));
  }

  async load(): Promise<void> {}
  async close(): Promise<void> {}
}

const end: GenerationPiece = { text: '', finish: 'stop', usage: { promptTokens: 7, completionTokens: 2 } };
const messages = [
  { role: 'system', content: '只根据资料回答。' },
  { role: 'user', content: '年假几天？' },
] as const;

async function write(generator: ScriptedGenerator, signal?: AbortSignal): Promise<string[]> {
  const pieces: string[] = [];
  const writer = new GeneratorChatWriter(generator);
  for await (const text of writer.stream(messages, { maxTokens: 50, signal, stop: ['\n'] })) pieces.push(text);
  return pieces;
}

it('streams through LangChain and hands on what was asked', async () => {
  const generator = new ScriptedGenerator(['年假', '15天。']);
  expect(await write(generator)).toEqual(['年假', '15天。']);
  expect(generator.requests).toEqual([{ messages, maxTokens: 50, stop: ['\n'], temperature: 0 }]);
});

it('is an ordinary LangChain chat model: it can be invoked, and tells why it ended and what it used', async () => {
  const model = new GeneratorChatModel({ generator: new ScriptedGenerator(['年假', '15天。']), maxTokens: 50 });
  const whole = await model.invoke([new SystemMessage('x'), new HumanMessage('年假几天？')]);
  expect(whole.text).toBe('年假15天。');
  const chunks = [];
  for await (const chunk of await model.stream('年假几天？')) chunks.push(chunk);
  expect(chunks.at(-1)?.response_metadata).toMatchObject({ finish_reason: 'stop' });
  expect(chunks.find((it) => it.usage_metadata !== undefined)?.usage_metadata).toMatchObject({ total_tokens: 9 });
});

it('keeps the codes of the generator', async () => {
  const full = new ScriptedGenerator([], () => Promise.reject(new MingdaError('INFERENCE_QUEUE_FULL')));
  await expect(write(full)).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
  expect(full.requests).toHaveLength(1);
});

it('an answer without any text is a bad one', async () => {
  await expect(write(new ScriptedGenerator([]))).rejects.toMatchObject({ code: 'MODEL_BAD_OUTPUT' });
});

it('a caller who leaves is told so, and the generator too', async () => {
  const caller = new AbortController();
  const generator = new ScriptedGenerator(['年'], async (signal) => {
    caller.abort();
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { text: '', finish: signal.aborted ? 'cancelled' : 'stop' };
  });
  await expect(write(generator, caller.signal)).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
  expect(generator.left).toBe(1);
});

it('a reader who stops reading ends the generation', async () => {
  const generator = new ScriptedGenerator(['年', '假']);
  for await (const text of new GeneratorChatWriter(generator).stream(messages, { maxTokens: 5 })) {
    expect(text).toBe('年');
    break;
  }
  expect(generator.left).toBe(1);
});
