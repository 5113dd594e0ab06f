import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { createLogger, loadConfig } from '@mingda/platform';
import { ModelServer, type Handler } from '../test/model-server.ts';
import { createChatWriter } from './create-chat-writer.ts';
import { OpenAiChatWriter, type OpenAiChatOptions } from './openai-chat-writer.ts';
import type { ChatOptions } from './chat-writer.ts';

let server: ModelServer;
beforeEach(async () => {
  server = new ModelServer();
  await server.start();
});
afterEach(() => server.stop());

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

function piece(response: ServerResponse, content: string): void {
  const chunk = {
    id: '1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
  };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

const writing =
  (...pieces: string[]): Handler =>
  (_request, response) => {
    begin(response);
    for (const it of pieces) piece(response, it);
    response.end('data: [DONE]\n\n');
  };

type Limits = Pick<OpenAiChatOptions, 'firstMs' | 'stallMs' | 'totalMs'>;

async function write(options: Partial<ChatOptions> = {}, limits: Limits = {}): Promise<string[]> {
  const writer = new OpenAiChatWriter({ url: server.url, model: 'glm-4', key: 'secret', ...limits });
  const pieces: string[] = [];
  const messages = [
    { role: 'system', content: '只根据资料回答。' },
    { role: 'user', content: '年假几天？' },
  ] as const;
  for await (const text of writer.stream(messages, { maxTokens: 50, ...options })) pieces.push(text);
  return pieces;
}

it('streams the text piece by piece and sends what was asked', async () => {
  server.handler = writing('年假', '', '15天。');
  expect(await write({ stop: ['\n'] })).toEqual(['年假', '15天。']);
  expect(server.received[0]).toMatchObject({
    path: '/v1/chat/completions',
    authorization: 'Bearer secret',
    body: {
      model: 'glm-4',
      max_tokens: 50,
      stream: true,
      stop: ['\n'],
      temperature: 0,
      messages: [{ role: 'system' }, { role: 'user', content: '年假几天？' }],
    },
  });
});

it.each<[string, Handler, string]>([
  ['is busy', (_request, response) => response.writeHead(429).end('{}'), 'INFERENCE_QUEUE_FULL'],
  ['refuses the key', (_request, response) => response.writeHead(401).end('{}'), 'MODEL_UNAVAILABLE'],
  ['fails', (_request, response) => response.writeHead(500).end(), 'MODEL_UNAVAILABLE'],
  ['writes nothing', writing(), 'MODEL_BAD_OUTPUT'],
  [
    'writes rubbish',
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"choices": oops\n\n'),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'answers with a page',
    (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>'),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'ignores that a stream was asked for',
    (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: '年假' } }] })),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'answers with bytes',
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.from([0, 159, 146, 150])),
    'MODEL_BAD_OUTPUT',
  ],
  [
    'reports an error inside the stream',
    (_request, response) => {
      begin(response);
      response.end('data: {"error":{"message":"out of memory","type":"server_error"}}\n\n');
    },
    'MODEL_UNAVAILABLE',
  ],
  [
    'says that the prompt is too long',
    (_request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(
          '{"error":{"message":"This model\'s maximum context length is 4096 tokens","code":"context_length_exceeded"}}',
        ),
    'TEXT_TOO_LONG',
  ],
])('a server that %s gives a stable code', async (_name, handler, code) => {
  server.handler = handler;
  await expect(write()).rejects.toMatchObject({ code });
  expect(server.received).toHaveLength(1);
});

it('a server that is down is unavailable', async () => {
  await server.stop();
  await expect(write()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  await server.start();
});

it('a server that stops in the middle is a time-out', async () => {
  server.handler = (_request, response) => {
    begin(response);
    piece(response, '年');
  };
  await expect(write({}, { stallMs: 150 })).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
});

it('a server that is silent after accepting is a time-out of its own', async () => {
  server.handler = (_request, response) => begin(response);
  await expect(write({}, { firstMs: 1000 })).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
  await expect.poll(() => server.hungUp).toBe(1);
});

it('a stream that never ends is cut at the total limit, however fast it comes', async () => {
  server.handler = (_request, response) => {
    begin(response);
    const timer = setInterval(() => piece(response, '年'), 10);
    response.on('close', () => clearInterval(timer));
  };
  await expect(write({}, { totalMs: 1000 })).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
  await expect.poll(() => server.hungUp).toBe(1);
});

describe('trying again', () => {
  it('helps over a server that restarts, before any text came', async () => {
    server.handler = (request, response) => {
      if (server.received.length === 1) response.writeHead(503).end();
      else if (server.received.length === 2) response.socket?.destroy();
      else writing('年假')(request, response);
    };
    expect(await write()).toEqual(['年假']);
    expect(server.received).toHaveLength(3);
  });

  it('ends after three times', async () => {
    server.handler = (_request, response) => response.writeHead(502).end();
    await expect(write()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(server.received).toHaveLength(3);
  });

  it('does not happen once text came: it would come twice', async () => {
    server.handler = (_request, response) => {
      begin(response);
      piece(response, '年');
      setTimeout(() => response.socket?.destroy(), 20);
    };
    await expect(write()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(server.received).toHaveLength(1);
  });

  it('ends when the caller leaves between two tries', async () => {
    const caller = new AbortController();
    server.handler = (_request, response) => {
      response.writeHead(503).end();
      caller.abort();
    };
    await expect(write({ signal: caller.signal })).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    expect(server.received).toHaveLength(1);
  });
});

it('a caller that leaves ends the stream at the server', async () => {
  server.handler = (_request, response) => {
    begin(response);
    piece(response, '年');
  };
  const caller = new AbortController();
  const text = write({ signal: caller.signal });
  const failed = expect(text).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
  await expect.poll(() => server.received).toHaveLength(1);
  caller.abort();
  await failed;
  await expect.poll(() => server.hungUp).toBe(1);
});

it('a reader that stops reading ends the stream at the server', async () => {
  server.handler = (_request, response) => {
    begin(response);
    piece(response, '年');
  };
  const writer = new OpenAiChatWriter({ url: server.url, model: 'glm-4', key: undefined });
  for await (const text of writer.stream([{ role: 'user', content: 'x' }], { maxTokens: 5 })) {
    expect(text).toBe('年');
    break;
  }
  await expect.poll(() => server.hungUp).toBe(1);
});

it('an inference service that is down is named as such', async () => {
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const environment = { MINGDA_CHAT_MODEL: 'gemma3-270m', MINGDA_INFERENCE_URL: '127.0.0.1:9' };
  const writer = await createChatWriter(loadConfig(environment), logger);
  const pieces = writer?.stream([{ role: 'user', content: 'x' }], { maxTokens: 5 });
  const reading = (async () => {
    for await (const piece of pieces ?? []) expect(piece).toBe('nothing comes');
  })();
  await expect(reading).rejects.toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
  expect(await writer?.countTokens(['年假几天'])).toEqual([4]);
  await writer?.close();
});

it('there is a writer only where one is configured', async () => {
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const create = (environment: Record<string, string>) => createChatWriter(loadConfig(environment), logger);
  expect(await create({})).toBeUndefined();
  const remote = await create({ MINGDA_CHAT_URL: server.url, MINGDA_CHAT_MODEL: 'glm-4', MINGDA_CHAT_CONTEXT: '2048' });
  expect(remote).toMatchObject({ name: 'glm-4', contextTokens: 2048 });
  expect(await create({ MINGDA_CHAT_MODEL: 'gemma3-270m' })).toMatchObject({
    name: 'gemma3-270m',
    contextTokens: 4096,
  });
  const service = await create({ MINGDA_CHAT_MODEL: 'gemma3-270m', MINGDA_INFERENCE_URL: '127.0.0.1:9' });
  expect(service).toMatchObject({ name: 'gemma3-270m', contextTokens: 4096 });
  await expect(create({ MINGDA_CHAT_MODEL: 'glm-4' })).rejects.toThrow('MODEL_UNKNOWN');
  await expect(create({ MINGDA_CHAT_MODEL: 'bge-small-zh-v1.5-int8' })).rejects.toThrow('INVALID_INPUT');
});
