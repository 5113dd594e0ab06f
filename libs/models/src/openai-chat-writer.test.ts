import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServerResponse } from 'node:http';
import { loadConfig } from '@mingda/platform';
import { ModelServer, type Handler } from '../test/model-server.ts';
import { createChatWriter } from './create-chat-writer.ts';
import { OpenAiChatWriter } from './openai-chat-writer.ts';
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

async function write(options: Partial<ChatOptions> = {}, stallMs?: number): Promise<string[]> {
  const writer = new OpenAiChatWriter({ url: server.url, model: 'glm-4', key: 'secret', stallMs });
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
  await expect(write({}, 150)).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
});

it('a caller that leaves ends the stream at the server', async () => {
  server.handler = (_request, response) => {
    begin(response);
    piece(response, '年');
  };
  const caller = new AbortController();
  const text = write({ signal: caller.signal });
  const failed = expect(text).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
  await vi.waitFor(() => expect(server.received).toHaveLength(1));
  caller.abort();
  await failed;
  await vi.waitFor(() => expect(server.hungUp).toBe(1));
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
  await vi.waitFor(() => expect(server.hungUp).toBe(1));
});

it('there is a writer only where one is configured', () => {
  expect(createChatWriter(loadConfig({}))).toBeUndefined();
  expect(createChatWriter(loadConfig({ MINGDA_CHAT_URL: server.url, MINGDA_CHAT_MODEL: 'glm-4' }))?.name).toBe('glm-4');
});
