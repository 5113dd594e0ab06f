import { MingdaError } from '@mingda/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

const timeoutHeader = 'x-request-timeout-ms';
const maxTimeoutMs = 3_600_000;

/**
 * Fires when nobody waits for the answer any more: the connection has closed, or the time of the header
 * `x-request-timeout-ms` is up.
 * @throws MingdaError `INVALID_INPUT` for a time that is none
 */
export function callerSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const caller = new AbortController();
  const given = request.headers[timeoutHeader];
  let timer: NodeJS.Timeout | undefined;
  if (given !== undefined) {
    const ms = Number(given);
    if (!Number.isInteger(ms) || ms < 1 || ms > maxTimeoutMs)
      throw new MingdaError('INVALID_INPUT', {
        subject: timeoutHeader,
        detail: `a whole number of milliseconds, at most ${maxTimeoutMs}`,
      });
    timer = setTimeout(() => caller.abort(new DOMException('the time is up', 'TimeoutError')), ms);
  }
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) caller.abort();
  });
  return caller.signal;
}
