import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@mingda/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from './operation.decorator.ts';
import { parseInput } from './request-input.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the auth guard; absent only on handlers that are open to all. */
    principal?: Principal;
  }
}

/** The authenticated caller. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (principal === undefined) throw new Error('a handler asks for its caller but is open to all');
  return principal;
});

/** The request, checked against the handler's row of the routes table. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const route = routeOf(context.getHandler() as (...args: never[]) => unknown);
  if (route === undefined) throw new Error('a handler asks for its input but is bound to no operation');
  return parseInput(route, context.switchToHttp().getRequest<FastifyRequest>());
});

/** Aborted when the client goes away before the reply is complete. */
export const Disconnect = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
});
