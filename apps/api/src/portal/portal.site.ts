import fastifyStatic from '@fastify/static';
import { MingdaError } from '@mingda/platform';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const builtPortal = fileURLToPath(new URL('../../../portal/dist', import.meta.url));
const serverPaths = /^\/(?:api|docs|healthz|readyz)(?:[/?]|$)/;

const missingPage = `<!doctype html>
<meta charset="utf-8" />
<title>Mingda</title>
<p>The portal is not built; run <code>npm run build</code>. The API is described at <a href="/docs">/docs</a>.</p>
<p>门户尚未构建，请运行 <code>npm run build</code>。API 说明见 <a href="/docs">/docs</a>。</p>
`;

/**
 * The portal's files; an address that names neither a file nor a part of the server is a page of the portal, which
 * routes in the browser. Names of built assets contain their hash, so they may be kept for ever, the page itself never.
 */
export async function servePortal(server: FastifyInstance, folder: string = builtPortal): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const lasting = path.includes('/assets/');
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  server.get('/*', async (request, reply) => {
    const asksForPage = request.url === '/' || (request.headers.accept?.includes('text/html') ?? false);
    if (serverPaths.test(request.url) || !asksForPage) throw new MingdaError('NOT_FOUND');
    if (built) return reply.sendFile('index.html');
    return reply.status(404).type('text/html; charset=utf-8').send(missingPage);
  });
}
