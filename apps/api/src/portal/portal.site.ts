import fastifyStatic from '@fastify/static';
import { MingdaError } from '@mingda/platform';
import type { FastifyInstance } from 'fastify';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const builtPortal = fileURLToPath(new URL('../../../portal/dist', import.meta.url));
const page = 'index.html';
const serverPaths = /^\/(?:api|docs|healthz|readyz)(?:[/?]|$)/;

const missingPage = `<!doctype html>
<meta charset="utf-8" />
<title>Mingda</title>
<p>The portal is not built; run <code>npm run build</code>. The API is described at <a href="/docs">/docs</a>.</p>
<p>门户尚未构建，请运行 <code>npm run build</code>。API 说明见 <a href="/docs">/docs</a>。</p>
`;

/**
 * The portal's files as they are now, so that one that is built under a running server needs no restart; an address that
 * names neither a file nor a part of the server is a page of the portal, which routes in the browser. Names of built
 * assets contain their hash, so they may be kept for ever, the page itself never.
 */
export async function servePortal(server: FastifyInstance, folder: string = builtPortal): Promise<void> {
  // Its routes would be those of the files that are there at the start; it sends what the one below has found.
  await server.register(fastifyStatic, {
    root: folder,
    serve: false,
    suppressWarning: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const lasting = path.includes('/assets/');
      reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  server.get('/*', async (request, reply) => {
    if (serverPaths.test(request.url)) throw new MingdaError('NOT_FOUND');
    const file = fileOf(request.url);
    if (file !== null && (await isFile(join(folder, file)))) return reply.sendFile(file);
    const asksForPage = request.url === '/' || (request.headers.accept?.includes('text/html') ?? false);
    if (!asksForPage) throw new MingdaError('NOT_FOUND');
    if (await isFile(join(folder, page))) return reply.sendFile(page);
    return reply.status(404).type('text/html; charset=utf-8').send(missingPage);
  });
}

/** Path below the folder that an address names, null for one that leads elsewhere or to what is hidden. */
function fileOf(url: string): string | null {
  const [path = ''] = url.split('?', 1);
  try {
    const file = decodeURIComponent(path).replace(/^\/+/, '');
    return /(?:^|\/)\.|\/\/|[\\\0]/.test(file) ? null : file;
  } catch {
    // An escape that is none.
    return null;
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
