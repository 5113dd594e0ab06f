import type { Logger } from '@mingda/platform';
import type { FastifyInstance } from 'fastify';

/** One line per request. Query strings and bodies stay out: they hold people's questions. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const line = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      key: request.principal?.keyId,
    };
    if (reply.statusCode >= 500) logger.error(line, 'request failed');
    else logger.debug(line, 'request');
  });
}
