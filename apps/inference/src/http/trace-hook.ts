import { context, propagation } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

/** Continues the trace that a request brings in its headers. */
export function activateCallerTrace(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    context.with(propagation.extract(context.active(), request.headers), done);
  });
}
