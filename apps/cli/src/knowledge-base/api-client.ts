import { apiPrefix } from '@mingda/api';
import { errorCodes, problemSchema, type ErrorCode, type Route } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { z, ZodType } from 'zod';

type Given<S> = S extends ZodType ? z.input<S> : never;

export interface ApiRequest<R extends Route> {
  readonly params?: R extends { params: infer S } ? Given<S> : undefined;
  readonly query?: R extends { query: infer S } ? Given<S> : undefined;
  readonly body?: R extends { body: infer S } ? (S extends 'multipart' ? FormData : Given<S>) : undefined;
  readonly signal?: AbortSignal | undefined;
}

type ApiReply<R extends Route> = R extends { reply: 'json'; response: infer S extends ZodType } ? z.output<S> : void;

/** Calls rows of the routes table on a running server; replies are checked against the table as well. */
export class ApiClient {
  readonly #base: string;
  readonly #token: string | undefined;

  constructor(options: { url: string; token: string | undefined }) {
    this.#base = options.url.replace(/\/+$/, '') + apiPrefix;
    this.#token = options.token;
  }

  /** @throws MingdaError with the code of the server's problem, `CONFIG_INVALID` when it cannot be reached */
  async call<R extends Route>(route: R, request: ApiRequest<R> = {}): Promise<ApiReply<R>> {
    const response = await this.#send(route, request);
    if (!response.ok) throw await problemOf(response);
    if (route.reply !== 'json' || route.response === undefined) return undefined as ApiReply<R>;
    return route.response.parse(await response.json()) as ApiReply<R>;
  }

  /** The bytes of a route as they arrive. @throws as `call` does */
  async stream<R extends Route>(
    route: R,
    request: ApiRequest<R> = {},
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await this.#send(route, request);
    if (!response.ok) throw await problemOf(response);
    if (response.body === null) throw new MingdaError('INTERNAL', { detail: `${route.path} sent nothing` });
    return response.body;
  }

  async #send<R extends Route>(route: R, request: ApiRequest<R>): Promise<Response> {
    const body: unknown = request.body;
    const json = body !== undefined && !(body instanceof FormData);
    const address = this.#address(route, request);
    try {
      return await fetch(address, {
        method: route.method,
        headers: {
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(json ? { 'content-type': 'application/json' } : {}),
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
    } catch (cause) {
      request.signal?.throwIfAborted();
      throw new MingdaError('CONFIG_INVALID', {
        subject: this.#base,
        detail: `the server cannot be reached: ${reasonOf(cause)}`,
        fixes: ['start it: mingda start', 'check --url', 'leave --url away to work on the data folder of this machine'],
        cause,
      });
    }
  }

  #address(route: Route, request: { params?: unknown; query?: unknown }): string {
    const params = (request.params ?? {}) as Record<string, string>;
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries((request.query ?? {}) as Record<string, string | number | undefined>)) {
      if (value !== undefined) query.set(name, String(value));
    }
    return `${this.#base}${path}${query.size > 0 ? `?${query}` : ''}`;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

async function problemOf(response: Response): Promise<MingdaError> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const problem = problemSchema.safeParse(body);
  if (!problem.success)
    return new MingdaError('INTERNAL', { detail: `HTTP ${response.status}: ${text.slice(0, 200)}` });
  const { code, detail, requestId } = problem.data;
  const known = errorCodes.find((it) => it === code) ?? ('INTERNAL' satisfies ErrorCode);
  return new MingdaError(known, {
    detail: [detail, `request ${requestId}`].filter((part) => part !== undefined).join('; '),
    ...(known === 'UNAUTHENTICATED'
      ? { fixes: ['give --token or set MINGDA_TOKEN', 'the first `mingda start` prints the administrator token'] }
      : {}),
  });
}
