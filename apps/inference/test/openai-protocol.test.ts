import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelRegistry } from '@mingda/inference';
import { createChatWriter, OpenAiEmbedder } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import OpenAI, { AuthenticationError, BadRequestError, NotFoundError, RateLimitError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInference, type RunningInference } from '../src/start-inference.ts';
import { ScriptedGenerator } from './scripted-generator.ts';
import { serviceConfig, silent, zh } from './service-config.ts';

const token = 'a-token-for-the-tests';
const writer = new ScriptedGenerator();
let running: RunningInference;
let openai: OpenAI;

beforeAll(async () => {
  running = await startInference(serviceConfig({ token, maxTexts: 20_000, maxBodyBytes: 4_000_000 }), silent, {
    generators: [writer],
  });
  await running.ready;
  openai = new OpenAI({ baseURL: `${running.httpUrl}/v1`, apiKey: token, maxRetries: 0 });
}, 120_000);
afterAll(() => running.close());

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${running.httpUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
const queue = () => running.metrics().models.find(({ key }) => key === zh);

describe('embeddings, by the official client', () => {
  it('are the same packed and as numbers, one for each text, with usage and times', async () => {
    const input = ['年假怎么申请？', '报销流程'];
    const packed = await openai.embeddings.create({ model: zh, input });
    const plain = await openai.embeddings.create({ model: zh, input, encoding_format: 'float' });
    expect(packed.data.map(({ embedding }) => embedding)).toEqual(plain.data.map(({ embedding }) => embedding));
    expect(packed.data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 512],
      [1, 512],
    ]);
    expect(Math.hypot(...packed.data[0].embedding)).toBeCloseTo(1, 5);
    expect(packed.usage.prompt_tokens).toBeGreaterThan(10);
    expect(packed).toMatchObject({ model: zh, timings: { compute_ms: expect.any(Number) as number } });
  });

  it('take the language instead of the model, and the prefix of a query', async () => {
    const ask = async (body: object) => (await (await post('/v1/embeddings', body)).json()) as { model: string };
    const query = await ask({ input: '年假', language: 'zh', input_type: 'query' });
    expect(query.model).toBe(zh);
    expect(query).not.toEqual(await ask({ input: '年假', language: 'zh' }));
    const response = await post('/v1/embeddings', { input: '年假', language: 'zh' });
    expect(response.headers.get('server-timing')).toMatch(
      /^tokenize;dur=[\d.]+, queue;dur=[\d.]+, compute;dur=[\d.]+$/,
    );
  });

  it.each<[string, object, string | null]>([
    ['token numbers', { model: zh, input: [[1, 2, 3]] }, 'input'],
    ['no text', { model: zh, input: [] }, 'input'],
    ['another number of dimensions', { model: zh, input: 'x', dimensions: 256 }, 'dimensions'],
    ['neither model nor language', { input: 'x' }, 'model'],
    ['an unknown priority', { model: zh, input: 'x', priority: 'now' }, 'priority'],
    ['an oversize text', { model: zh, input: 'x'.repeat(200_001) }, 'input'],
    ['a list of too many texts', { model: zh, input: Array.from({ length: 20_001 }, () => 'x') }, 'input'],
  ])('refuse %s', async (_name, body, param) => {
    const error = await openai.embeddings.create(body as OpenAI.EmbeddingCreateParams).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'INVALID_INPUT', param, type: 'invalid_request_error' });
  });

  it('name the models there are when one is unknown', async () => {
    const error = await openai.embeddings.create({ model: 'gpt', input: 'x' }).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'MODEL_UNKNOWN', param: 'model' });
    expect(String(error)).toContain(zh);
  });

  it.each([
    ['no JSON', '{', 400, 'INVALID_INPUT'],
    ['a list', '[]', 400, 'INVALID_INPUT'],
    ['a body beyond the limit', JSON.stringify({ input: 'x'.repeat(4_000_000) }), 413, 'TEXT_TOO_LONG'],
  ])('refuse %s', async (_name, body, status, code) => {
    const response = await post('/v1/embeddings', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code } });
  });

  it('are refused at once while the queue is full, and a caller that hangs up leaves it', async () => {
    const many = { model: zh, input: Array.from({ length: 16_000 }, () => '占位'), priority: 'bulk' };
    const caller = new AbortController();
    const before = queue();
    const first = openai.embeddings.create(many, { signal: caller.signal }).catch((it: unknown) => it);
    await expect.poll(() => queue()?.queue.bulk.depth).toBeGreaterThan(10_000);
    const error = await openai.embeddings.create(many).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
    expect((error as RateLimitError).headers?.get('retry-after')).toBe('1');
    caller.abort();
    await first;
    await expect.poll(() => queue()?.queue.bulk.depth).toBe(0);
    expect(queue()?.refusals.cancelled).toBe((before?.refusals.cancelled ?? 0) + 1);
    expect((queue()?.tokens ?? 0) - (before?.tokens ?? 0)).toBeLessThan(16_000 * 4);
  });

  it('end with a clear code when the time of the caller is up', async () => {
    const long = { model: zh, input: Array.from({ length: 2_000 }, () => '公司制度规定员工可以申请年假。'.repeat(20)) };
    const response = await post('/v1/embeddings', long, { 'x-request-timeout-ms': '200' });
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { code: 'INFERENCE_TIMEOUT' } });
    expect(queue()?.queue.bulk.depth).toBe(0);
    const wrong = await post('/v1/embeddings', long, { 'x-request-timeout-ms': 'soon' });
    expect(await wrong.json()).toMatchObject({ error: { code: 'INVALID_INPUT', param: 'x-request-timeout-ms' } });
  });
});

describe('reranking', () => {
  const query = '年假可以休几天？';
  const documents = ['食堂周五供应面条。', '员工每年享有十天带薪年假。', '打印机在三楼。'];

  it("puts the text that answers first, in Cohere's shape", async () => {
    const response = await post('/v1/rerank', { model: zh, query, documents, top_n: 2, return_documents: true });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { results: { index: number; relevance_score: number }[] };
    expect(body.results).toHaveLength(2);
    expect(body.results[0]).toMatchObject({ index: 1, document: { text: documents[1] } });
    expect(body.results[0].relevance_score).toBeGreaterThan(body.results[1].relevance_score);
    expect(body.results[0].relevance_score).toBeLessThanOrEqual(1);
  });

  it("and in TEI's", async () => {
    const body = await (await post('/rerank', { language: 'zh', query, texts: documents })).json();
    expect(body).toMatchObject([{ index: 1, score: expect.any(Number) as number }, {}, {}]);
    expect(await (await post('/rerank', { language: 'zh', query, texts: [] })).json()).toMatchObject({
      error: { code: 'INVALID_INPUT' },
    });
  });
});

describe('chat, by the official client', () => {
  const ask = { model: writer.model, messages: [{ role: 'user' as const, content: '你好' }] };

  it('comes whole', async () => {
    writer.pieces = [
      { text: '你' },
      { text: '好。' },
      { text: '', finish: 'length', usage: { promptTokens: 3, completionTokens: 2 } },
    ];
    const whole = await openai.chat.completions.create({
      ...ask,
      max_tokens: 2,
      stop: '\n',
      temperature: 0,
      top_p: 0.5,
    });
    expect(whole.choices[0]).toMatchObject({ message: { content: '你好。' }, finish_reason: 'length' });
    expect(whole.usage).toEqual({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 });
    expect(writer.asked.at(-1)).toMatchObject({
      messages: [{ role: 'user', content: '你好' }],
      maxTokens: 2,
      stop: ['\n'],
      temperature: 0,
      topP: 0.5,
    });
  });

  it('comes in pieces and ends in order', async () => {
    writer.pieces = [
      { text: '一' },
      { text: '二' },
      { text: '', finish: 'stop', usage: { promptTokens: 1, completionTokens: 2 } },
    ];
    const stream = await openai.chat.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map((it) => it.choices[0]?.delta.content ?? '').join('')).toBe('一二');
    expect(chunks.flatMap((it) => it.choices[0]?.finish_reason ?? [])).toEqual(['stop']);
    expect(chunks.at(-1)?.usage?.total_tokens).toBe(3);
    expect(chunks.at(-2)).toMatchObject({ timings: { compute_ms: expect.any(Number) as number } });
    const raw = await (await post('/v1/chat/completions', { ...ask, stream: true })).text();
    expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('stops writing when the reader hangs up', async () => {
    writer.pieces = [{ text: '一' }, 'wait'];
    const before = writer.cancelled;
    const stream = await openai.chat.completions.create({ ...ask, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === '一') break;
    await expect.poll(() => writer.cancelled).toBe(before + 1);
  });

  it('tells a failure before the first piece by its status, and one after it inside the stream', async () => {
    writer.pieces = ['fail'];
    const early = await post('/v1/chat/completions', { ...ask, stream: true });
    expect(early.status).toBe(500);
    expect(await early.json()).toMatchObject({ error: { code: 'INTERNAL', type: 'server_error' } });
    writer.pieces = [{ text: '一' }, 'fail'];
    const stream = await openai.chat.completions.create({ ...ask, stream: true });
    const read = async () => {
      for await (const chunk of stream) expect(chunk.choices).toHaveLength(1);
    };
    await expect(read()).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it.each<[string, object]>([
    ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['two answers', { n: 2 }],
    ['images', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }],
    ['no message', { messages: [] }],
    ['a negative limit', { max_tokens: -1 }],
  ])('refuses %s', async (_name, change) => {
    expect((await post('/v1/chat/completions', { ...ask, ...change })).status).toBe(400);
  });

  it('names the writers there are when one is unknown', async () => {
    await expect(openai.chat.completions.create({ ...ask, model: 'gpt' })).rejects.toThrow(/scripted-writer/);
  });
});

describe("the product's own clients of OpenAI's protocol", () => {
  const folder = mkdtempSync(join(tmpdir(), 'mingda-openai-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('get the vectors that the model gives', async () => {
    const [keyFile, file] = [join(folder, 'key'), join(folder, 'models.json')];
    writeFileSync(keyFile, token);
    const entry = { kind: 'remote', key: 'there', languages: ['zh'], dimensions: 512, maxTokens: 512, model: zh };
    writeFileSync(file, JSON.stringify({ models: [{ ...entry, url: `${running.httpUrl}/v1`, keyFile }] }));
    const registry = ModelRegistry.load({ file });
    const embedder = new OpenAiEmbedder({ registry, languages: { zh: 'there', en: 'there' } });
    const reply = await embedder.embed({
      model: 'there',
      role: 'passage',
      priority: 'bulk',
      items: [{ text: '年假' }],
    });
    const direct = await openai.embeddings.create({ model: zh, input: '年假' });
    expect(reply.embeddings[0].vector).toHaveLength(512);
    for (const [index, value] of reply.embeddings[0].vector.entries())
      expect(value).toBeCloseTo(direct.data[0].embedding[index], 5);
  });

  it('get the text that is written, through LangChain', async () => {
    writer.pieces = [{ text: '年假' }, { text: '十天。' }, { text: '', finish: 'stop' }];
    const configured = loadConfig({
      MINGDA_CHAT_URL: `${running.httpUrl}/v1`,
      MINGDA_CHAT_MODEL: writer.model,
      MINGDA_CHAT_KEY: token,
    });
    const langchain = await createChatWriter(configured, createLogger({ logLevel: 'silent' }, 'test'));
    let text = '';
    const pieces = langchain?.stream([{ role: 'user', content: '几天？' }], { maxTokens: 20 });
    for await (const piece of pieces ?? []) text += piece;
    expect(text).toBe('年假十天。');
    expect(writer.asked.at(-1)).toMatchObject({ maxTokens: 20, messages: [{ role: 'user', content: '几天？' }] });
  });
});

describe('the door', () => {
  it('lists the models with what they are', async () => {
    const listed = (await openai.models.list()).data;
    expect(listed.find(({ id }) => id === zh)).toMatchObject({ task: 'embed', loaded: true, dimensions: 512 });
    expect(listed.find(({ id }) => id === writer.model)).toMatchObject({ task: 'generate' });
    expect(await openai.models.retrieve(zh)).toMatchObject({ id: zh });
    await expect(openai.models.retrieve('gpt')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('asks for the token everywhere but at the health checks', async () => {
    const stranger = new OpenAI({ baseURL: `${running.httpUrl}/v1`, apiKey: `${token}x`, maxRetries: 0 });
    await expect(stranger.embeddings.create({ model: zh, input: 'x' })).rejects.toBeInstanceOf(AuthenticationError);
    const status = async (path: string) => (await fetch(`${running.httpUrl}${path}`)).status;
    expect(await status('/v1/models')).toBe(401);
    expect(await status('/metrics')).toBe(401);
    expect(await status('/readyz')).toBe(200);
    expect(await status('/nothing')).toBe(404);
  });
});
