import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@mingda/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from './nest-logger.ts';
import { retryAfterSeconds, toProblem, translateError } from './problem.ts';

/** The only place where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = translateError(thrown);
    const problem = toProblem(error, request.id);
    if (problem.status >= 500) {
      this.logger.error({ requestId: request.id, code: error.code, err: error.cause ?? error }, error.message);
    }
    // A body that fails half way can only be cut off: its status line is already with the client.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (problem.status === 429) reply.header('retry-after', String(retryAfterSeconds));
    // What was not read of the request is still on its way; the connection cannot be used for another.
    if (problem.status === 413) reply.header('connection', 'close');
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="mingda"');
    for (const header of ['content-disposition', 'content-length', 'etag']) reply.removeHeader(header);
    reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }
}
