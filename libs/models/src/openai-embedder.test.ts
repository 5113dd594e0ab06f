import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger, loadConfig } from '@mingda/platform';
import { ModelServer, json, type Handler } from '../test/model-server.ts';
import { createEmbedder } from './create-embedder.ts';
import type { Embedder } from './embedder.ts';
import { OpenAiEmbedder } from './openai-embedder.ts';

const folder = mkdtempSync(join(tmpdir(), 'mingda-remote-'));
let server: ModelServer;
let embedder: Embedder;

/** Component 0 is the text's length, so that the test can tell vectors apart. */
const serving: Handler = ({ body }, response) => {
  const data = (body.input as string[]).map((text, index) => ({ index, embedding: [text.length, 1, 0] }));
  json(response, { data: data.toReversed(), usage: { prompt_tokens: 42 } });
};

async function open(fields: Record<string, unknown> = {}): Promise<Embedder> {
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, 'secret-key\n');
  const entry = {
    kind: 'remote',
    key: 'house-model',
    languages: ['zh', 'en'],
    dimensions: 3,
    maxTokens: 8192,
    url: server.url,
    model: 'bge-m3',
    queryPrefix: 'Q: ',
    keyFile,
    ...fields,
  };
  const file = join(folder, 'models.json');
  writeFileSync(file, JSON.stringify({ models: [entry] }));
  const config = loadConfig({
    MINGDA_MODELS_FILE: file,
    MINGDA_EMBEDDING_ZH: 'house-model',
    MINGDA_EMBEDDING_EN: 'house-model',
  });
  return createEmbedder(config, createLogger({ logLevel: 'silent' }, 'test'));
}

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
  server.handler = serving;
  embedder = await open();
});
afterEach(async () => {
  await server.stop();
  rmSync(join(folder, 'models.json'));
});

const embed = (text: string, signal?: AbortSignal) =>
  embedder.embed({
    model: 'house-model',
    role: 'query',
    priority: 'live',
    items: [{ text }],
    ...(signal === undefined ? {} : { signal }),
  });

it('a remote entry for both languages makes a remote embedder', async () => {
  expect(embedder).toBeInstanceOf(OpenAiEmbedder);
  expect(embedder.modelFor('zh')).toBe('house-model');
  expect(embedder.dims('house-model')).toBe(3);
  await embedder.ready();
  expect(server.received).toHaveLength(1);
});

it('sends model, prefix and key, and puts vectors back into order with norm 1', async () => {
  const reply = await embedder.embed({
    model: 'house-model',
    role: 'query',
    priority: 'bulk',
    items: [{ text: 'a' }, { text: 'abcdef' }],
  });
  expect(server.received[0]).toMatchObject({
    path: '/v1/embeddings',
    authorization: 'Bearer secret-key',
    body: { model: 'bge-m3', input: ['Q: a', 'Q: abcdef'] },
  });
  expect(reply.tokenCount).toBe(42);
  for (const [index, length] of [4, 9].entries()) {
    const { vector } = reply.embeddings[index];
    expect(vector[0] / vector[1]).toBeCloseTo(length, 3);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  }
});

it('embeds spans as texts of their own, an empty one as its whole text', async () => {
  const reply = await embedder.embed({
    model: 'house-model',
    role: 'passage',
    priority: 'bulk',
    items: [
      {
        text: 'one. three.',
        spans: [
          [0, 4],
          [4, 5],
          [5, 11],
        ],
      },
    ],
  });
  expect(server.received[0].body.input).toEqual(['one. three.', 'one.', 'three.']);
  const [{ vector, spanVectors }] = reply.embeddings;
  expect(spanVectors.map((it) => Math.round(it[0] / it[1]))).toEqual([4, 11, 6]);
  expect([...spanVectors[1]]).toEqual([...vector]);
});

it('splits many texts over several requests', async () => {
  const items = Array.from({ length: 150 }, (_, index) => ({ text: 'x'.repeat(index + 1) }));
  const reply = await embedder.embed({ model: 'house-model', role: 'passage', priority: 'bulk', items });
  expect(server.received.map(({ body }) => (body.input as string[]).length)).toEqual([64, 64, 22]);
  expect(reply.embeddings.map(({ vector }) => Math.round(vector[0] / vector[1]))).toEqual(
    items.map(({ text }) => text.length),
  );
});

it.each<[string, Handler, string]>([
  ['is busy', (_request, response) => response.writeHead(429).end(), 'INFERENCE_QUEUE_FULL'],
  ['refuses the key', (_request, response) => response.writeHead(401).end('bad key'), 'MODEL_UNAVAILABLE'],
  ['fails', (_request, response) => response.writeHead(500).end(), 'MODEL_UNAVAILABLE'],
  ['breaks off', (_request, response) => response.destroy(), 'MODEL_UNAVAILABLE'],
  ['answers a web page', (_request, response) => response.writeHead(200).end('<html>'), 'MODEL_BAD_OUTPUT'],
  [
    'answers another shape',
    (_request, response) => json(response, { data: [{ vector: [1, 2, 3] }] }),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'answers other dimensions',
    (_request, response) => json(response, { data: [{ index: 0, embedding: [1, 2] }] }),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'answers zeros',
    (_request, response) => json(response, { data: [{ index: 0, embedding: [0, 0, 0] }] }),
    'MODEL_BAD_OUTPUT',
  ],
  ['answers too few', (_request, response) => json(response, { data: [] }), 'MODEL_BAD_OUTPUT'],
  [
    'answers the same one twice',
    (_request, response) => json(response, { data: [0, 0].map((index) => ({ index, embedding: [1, 2, 3] })) }),
    'MODEL_BAD_OUTPUT',
  ],
])('a server that %s gives a stable code and its address', async (_name, handler, code) => {
  server.handler = handler;
  await expect(embed('x')).rejects.toMatchObject({ code, subject: `${server.url}/embeddings` });
});

it('a server that is down is unavailable', async () => {
  await server.stop();
  await expect(embed('x')).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  await server.start();
});

it('a server that is too slow is a time-out, and is not kept waiting on', async () => {
  embedder = await open({ timeoutMs: 1000 });
  server.handler = () => {};
  await expect(embed('x')).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
  await expect.poll(() => server.hungUp).toBe(1);
});

it('a caller that leaves ends the request at the server', async () => {
  server.handler = () => {};
  const caller = new AbortController();
  const reply = embed('x', caller.signal);
  await expect.poll(() => server.received).toHaveLength(1);
  caller.abort();
  await expect(reply).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
  await expect.poll(() => server.hungUp).toBe(1);
});

it('a reply is without token vectors, so that questions and imports that can use them go on', async () => {
  const request = { model: 'house-model', role: 'query', priority: 'live', tokens: true } as const;
  const { embeddings } = await embedder.embed({ ...request, items: [{ text: 'x' }] });
  expect(embeddings[0].vector.length).toBeGreaterThan(0);
  expect(embeddings[0].tokens).toBeUndefined();
});

it('special tokens and bad spans are refused before anything is sent', async () => {
  const request = { model: 'house-model', role: 'plain', priority: 'bulk' } as const;
  await expect(embedder.embed({ ...request, items: [{ text: 'x' }], tokens: 'all' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
  await expect(embedder.embed({ ...request, items: [{ text: 'x', spans: [[0, 2]] }] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    subject: 'spans',
  });
  expect(server.received).toEqual([]);
});
