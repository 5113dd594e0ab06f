import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { translateError } from '../http/problem.ts';
import { uploadedFiles } from './uploaded-files.ts';

const maxBytes = 100;
let server: FastifyInstance;

beforeAll(async () => {
  server = fastify();
  await server.register(multipart, { throwFileSizeLimit: false });
  server.setErrorHandler((error, _, reply) => reply.status(400).send({ code: translateError(error).code }));
  server.post('/', async (request) => {
    const found = [];
    for await (const { content, ...file } of uploadedFiles(request, maxBytes)) {
      found.push({ ...file, text: Buffer.from(content).toString('utf8') });
    }
    return found;
  });
});
afterAll(() => server.close());

async function send(fill: (form: FormData) => void): Promise<unknown> {
  const form = new FormData();
  fill(form);
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const reply = await server.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return reply.json();
}

const blob = (content: string): Blob => new Blob([content]);

describe('uploaded files', () => {
  it('keep Chinese names and the path that the browser gives for a folder', async () => {
    const found = await send((form) => form.append('file', blob('十天'), '人事/员工手册 2026.md'));
    expect(found).toEqual([{ sourceKey: '人事/员工手册 2026.md', fileName: '员工手册 2026.md', text: '十天' }]);
  });

  it('take the key and the title before them, each for its own file only', async () => {
    const found = await send((form) => {
      form.append('sourceKey', 'kb/1');
      form.append('title', '年假');
      form.append('file', blob('a'), 'a.txt');
      form.append('file', blob('b'), 'b.txt');
    });
    expect(found).toEqual([
      { sourceKey: 'kb/1', fileName: 'a.txt', title: '年假', text: 'a' },
      { sourceKey: 'b.txt', fileName: 'b.txt', text: 'b' },
    ]);
  });

  it('come with forward slashes and without a leading one', async () => {
    const found = await send((form) => {
      form.append('sourceKey', '.\\handbook\\leave.md');
      form.append('file', blob('a'), '/tmp/leave.md');
    });
    expect(found).toMatchObject([{ sourceKey: 'handbook/leave.md', fileName: 'leave.md' }]);
  });

  it('may be exactly as large as allowed, and not one byte more', async () => {
    expect(await send((form) => form.append('file', blob('x'.repeat(maxBytes)), 'a.txt'))).toHaveLength(1);
    const refused = await send((form) => form.append('file', blob('x'.repeat(maxBytes + 1)), 'a.txt'));
    expect(refused).toEqual({ code: 'FILE_TOO_LARGE' });
  });

  it('of two gigabytes are refused while they come in, after next to nothing of them', async () => {
    const address = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
    const total = 2 * 1024 ** 3;
    const chunk = Buffer.alloc(64 * 1024);
    const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(total) };
    const call = httpRequest(address, { method: 'POST', headers });
    let sent = 0;
    const pump = (): void => {
      for (let isReady = true; isReady && !call.destroyed && sent < total; sent += chunk.length)
        isReady = call.write(chunk);
    };
    call.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n');
    call.on('drain', pump);
    pump();
    const [reply] = (await once(call, 'response')) as [IncomingMessage];
    call.on('error', () => undefined);
    call.destroy();
    const status = reply.statusCode;
    expect(status).toBe(400);
    expect(sent).toBeLessThan(32 * 1024 ** 2);
  });

  it.each<[string, (form: FormData) => void]>([
    ['no file at all', (form) => form.append('title', 'x')],
    ['a part of another name', (form) => form.append('document', blob('x'), 'a.txt')],
    [
      'a key of control characters',
      (form) => {
        form.append('sourceKey', 'a\u0000b');
        form.append('file', blob('x'), 'a.txt');
      },
    ],
  ])('are refused: %s', async (_, fill) => {
    expect(await send(fill)).toEqual({ code: 'INVALID_INPUT' });
  });

  it('are refused when the body is not multipart', async () => {
    const reply = await server.inject({ method: 'POST', url: '/', payload: { file: 'x' } });
    expect(reply.json()).toEqual({ code: 'INVALID_INPUT' });
  });
});
