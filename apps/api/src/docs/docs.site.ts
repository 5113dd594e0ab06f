import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '../openapi/open-api-document.ts';
import { version } from '../version.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Mingda API</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** A file of its own: the content security policy allows no inline script. */
const startScript = `window.ui = SwaggerUIBundle({
  url: '/docs/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
});
`;

/** The API's description for people (`/docs`) and for programs (`/docs/openapi.json`). */
export async function serveDocs(server: FastifyInstance): Promise<void> {
  const description = JSON.stringify(openApiDocument(version));
  await server.register(fastifyStatic, {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json'))),
    prefix: '/docs/assets/',
    decorateReply: false,
    index: false,
    maxAge: '1d',
  });
  server.get('/docs', async (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  server.get('/docs/start.js', async (_, reply) => reply.type('text/javascript; charset=utf-8').send(startScript));
  server.get('/docs/openapi.json', async (_, reply) => reply.type('application/json').send(description));
}
