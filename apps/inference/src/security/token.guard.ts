import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { MingdaError } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { ServiceToken } from './service-token.ts';

/** Handlers that answer without a token: what orchestrators ask. */
const openPaths = new Set(['/healthz', '/readyz']);
export const METRICS_OPEN = Symbol('who may read the metrics');

/** Asks for the token on every path but the open ones, so that a new handler is closed unless it is listed. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @Inject(ServiceToken) private readonly token: ServiceToken,
    @Inject(METRICS_OPEN) private readonly metricsOpen: boolean,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const path = request.routeOptions.url ?? '';
    if (openPaths.has(path) || (path === '/metrics' && this.metricsOpen)) return true;
    if (this.token.allows(request.headers.authorization)) return true;
    throw new MingdaError('UNAUTHENTICATED', { fixes: ['send `authorization: Bearer <MINGDA_INFERENCE_TOKEN>`'] });
  }
}
