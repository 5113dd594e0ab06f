import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type StreamableFile,
} from '@nestjs/common';
import type { Principal, Route } from '@mingda/contracts';
import type { z, ZodType } from 'zod';

/** Where every operation of the routes table lives. */
export const apiPrefix = '/api/v1';

const operationKey = 'mingda:operation';
const openKey = 'mingda:open';

type Handler = (...args: never[]) => unknown;

type Parsed<S> = S extends ZodType ? z.output<S> : undefined;

/** What the validated request of a route looks like. Parts that the route does not have are `undefined`. */
export interface InputOf<R extends Route> {
  readonly params: R extends { params: infer S } ? Parsed<S> : undefined;
  readonly query: R extends { query: infer S } ? Parsed<S> : undefined;
  readonly body: R extends { body: infer S } ? Parsed<S> : undefined;
}

/** What a handler of a route has to return. */
export type ReplyOf<R extends Route> = R['reply'] extends 'empty'
  ? void
  : R['reply'] extends 'json'
    ? R extends { response: infer S }
      ? Parsed<S>
      : never
    : StreamableFile;

type OperationHandler<R extends Route> = (
  caller: Principal,
  input: InputOf<R>,
  ...rest: never[]
) => Promise<ReplyOf<R>> | ReplyOf<R>;

const requestMethods = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE,
} as const satisfies Record<Route['method'], RequestMethod>;

/**
 * Binds a handler to one row of the routes table: method, path, status and required permission come from there, and a
 * handler whose input or reply differs from the row does not compile.
 */
export function Operation<const R extends Route>(route: R) {
  const apply = applyDecorators(
    RequestMapping({ method: requestMethods[route.method], path: `${apiPrefix}${route.path}` }),
    HttpCode(route.status),
    SetMetadata(operationKey, route),
  );
  return <H extends OperationHandler<R>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => apply(target, key, descriptor);
}

/** Marks a handler outside the routes table that anyone may call; the guard refuses handlers that have neither mark. */
export const OpenToAll = (): MethodDecorator => SetMetadata(openKey, true);

export function routeOf(handler: Handler): Route | undefined {
  return Reflect.getMetadata(operationKey, handler) as Route | undefined;
}

export function isOpenToAll(handler: Handler): boolean {
  return Reflect.getMetadata(openKey, handler) === true;
}
