import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@mingda/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toOpenAiError, translated } from './openai-error.ts';

export const LOGGER = Symbol('logger');
const retryAfterSeconds = '1';

/** The only place where errors become HTTP. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = translated(thrown);
    const { status, body, retryable } = toOpenAiError(error);
    if (status >= 500)
      this.logger.error({ requestId: request.id, code: error.code, err: error.cause ?? error }, error.message);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (status === 429 || status === 503) reply.header('retry-after', retryAfterSeconds);
    // OpenAI's clients try every 5xx again unless they are told.
    if (!retryable) reply.header('x-should-retry', 'false');
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="mingda inference"');
    // What was not read of the request is still on its way; a service that stops takes no further one.
    if (status === 413 || error.code === 'INFERENCE_SHUTTING_DOWN') reply.header('connection', 'close');
    reply.status(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
  }
}
