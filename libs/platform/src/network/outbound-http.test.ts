import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { OutboundHttp, readReply, ReplyTooLarge } from './outbound-http.ts';
import { TargetGuard } from './target-guard.ts';

const http = new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] }));
let stop: () => void = () => undefined;
afterEach(() => stop());

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const connections: Socket[] = [];
  const server = createServer(answer).listen(0, '127.0.0.1');
  server.on('connection', (socket: Socket) => connections.push(socket));
  await once(server, 'listening');
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), connections };
}

async function text(url: URL, given: { mostBytes?: number; timeoutMs?: number; signal?: AbortSignal } = {}) {
  const { mostBytes = 1000, timeoutMs = 5000, ...rest } = given;
  return (await readReply(await http.send(url, { timeoutMs, ...rest }), mostBytes)).toString();
}

describe('a request to the outside', () => {
  it('keeps its connection for the next one', async () => {
    const { url, connections } = await serve((_request, response) => response.end('x'));
    await text(url);
    await text(url);
    expect(connections).toHaveLength(1);
  });

  it('is sent again when a kept connection was closed meanwhile, and a POST is not', async () => {
    let seen = 0;
    const { url } = await serve((request, response) => {
      seen += 1;
      if (seen % 2 === 0) request.socket.destroy();
      else response.end('x');
    });
    await text(url);
    expect(await text(url)).toBe('x');
    await expect(http.send(url, { method: 'POST', body: Buffer.from('x'), timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(seen).toBe(4);
  });

  it('ends with its deadline, before the head and in the body', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/body') response.write('begun');
    });
    await expect(text(url, { timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(text(new URL('/body', url), { timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('ends with its signal, and never begins after it', async () => {
    const { url, connections } = await serve(() => undefined);
    const given = new AbortController();
    const running = text(url, { signal: given.signal });
    given.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    const before = connections.length;
    await expect(text(url, { signal: given.signal })).rejects.toThrow('enough');
    expect(connections).toHaveLength(before);
  });

  it('carries nothing that would be a second header or a second request', async () => {
    const { url } = await serve((_request, response) => response.end());
    const headers = { 'x-a': 'a\r\nx-b: b' };
    await expect(http.send(url, { headers, timeoutMs: 5000 })).rejects.toMatchObject({ code: 'ERR_INVALID_CHAR' });
    await expect(http.send(url, { path: '/ HTTP/1.1\r\n', timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'ERR_UNESCAPED_CHARACTERS',
    });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

it.skipIf(!hasOpenssl)('does not go to a host whose certificate nobody has signed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mingda-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...name, '-keyout', key, '-out', cert]);
  let asked = 0;
  const options = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  const server = createSecureServer(options, () => (asked += 1)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => void server.close();
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`);
  await expect(text(url)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(asked).toBe(0);
});

describe('a reply', () => {
  const packed = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

  it.each(Object.entries(packed))('is unpacked from %s, and counted packed and unpacked', async (encoding, pack) => {
    const { url } = await serve((request, response) => {
      const content = Buffer.alloc(request.url === '/' ? 500 : 50_000, 'x');
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(content));
    });
    expect(await text(url)).toBe('x'.repeat(500));
    await expect(text(new URL('/bomb', url))).rejects.toThrow(ReplyTooLarge);
  });

  it('that is packed badly is an error', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip');
    });
    await expect(text(url)).rejects.toMatchObject({ code: 'Z_DATA_ERROR' });
  });

  it('that says how large it is is not begun when that is too much', async () => {
    const { url } = await serve((_request, response) => response.end(Buffer.alloc(1001)));
    await expect(text(url)).rejects.toThrow('the reply has 1001 bytes');
  });
});
