import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MingdaError } from '@mingda/platform';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { servePortal } from './portal.site.ts';

let parent: string;
let server: FastifyInstance;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mingda-portal-'));
  await writeFile(join(parent, 'secret.txt'), 'secret');
  server = fastify();
  server.setErrorHandler((error, _, reply) =>
    reply.status(error instanceof MingdaError && error.code === 'NOT_FOUND' ? 404 : 500).send('no'),
  );
  await servePortal(server, join(parent, 'dist'));
});
afterEach(async () => {
  await server.close();
  await rm(parent, { recursive: true });
});

async function build(hash: string): Promise<void> {
  const dist = join(parent, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(dist, 'index.html'), `<script src="/assets/main-${hash}.js">`);
  await writeFile(join(dist, 'assets', `main-${hash}.js`), hash);
  await writeFile(join(dist, '.hidden'), 'secret');
}

const get = (url: string, accept = '*/*') => server.inject({ url, headers: { accept } });

it('a portal that is built, and built again, under a running server is served as it is now', async () => {
  expect([(await get('/')).statusCode, (await get('/')).body]).toEqual([404, expect.stringContaining('npm run build')]);
  await build('one');
  expect((await get('/')).body).toContain('main-one.js');
  expect((await get('/assets/main-one.js?v=1')).body).toBe('one');
  await build('two');
  expect((await get('/collections/7?tab=ask', 'text/html')).body).toContain('main-two.js');
  const asset = await get('/assets/main-two.js');
  expect([asset.body, asset.headers['cache-control']]).toEqual(['two', 'public, max-age=31536000, immutable']);
  expect((await get('/')).headers['cache-control']).toBe('no-cache');
  expect((await get('/assets/main-one.js')).statusCode).toBe(404);
});

it('nothing outside its folder, and nothing hidden in it, is ever served', async () => {
  await build('one');
  for (const address of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/assets%2f..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/assets//main-one.js',
    '/.hidden',
    '/assets/..%00/main-one.js',
    '/%zz',
    '/assets',
  ]) {
    const reply = await get(address);
    expect([address, reply.statusCode, reply.body]).toEqual([
      address,
      expect.any(Number),
      expect.not.stringContaining('secret'),
    ]);
    expect(reply.statusCode, address).toBeGreaterThanOrEqual(400);
    expect(reply.statusCode, address).toBeLessThan(500);
  }
  expect((await get('/api/v1/nothing', 'text/html')).statusCode).toBe(404);
});
