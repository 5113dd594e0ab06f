import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { MingdaError } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import { isOpenToAll, routeOf } from './operation.decorator.ts';

/** The secret of `Authorization: Bearer <secret>` or `x-api-key: <secret>`. */
function secretOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const header = request.headers['x-api-key'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}

/**
 * Decides per handler from the routes table. A handler that is neither in the table nor marked as open is refused, so
 * that forgetting a mark closes a door instead of opening one.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly access: AccessControl) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler() as (...args: never[]) => unknown;
    const route = routeOf(handler);
    if (route === undefined) {
      if (isOpenToAll(handler)) return true;
      throw new MingdaError('FORBIDDEN', { detail: 'this handler declares no permission' });
    }
    if (route.auth === 'none') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const secret = secretOf(request);
    if (secret === undefined) throw new MingdaError('UNAUTHENTICATED');
    const principal = await this.access.authenticate(secret);
    if (route.auth === 'admin' && principal.kind !== 'admin') throw new MingdaError('FORBIDDEN');
    request.principal = principal;
    return true;
  }
}
