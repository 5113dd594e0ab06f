import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemSchema, type Problem, type Route } from '@mingda/contracts';
import { Engine } from '@mingda/engine';
import { createLogger, loadConfig } from '@mingda/platform';
import { preparedDataDir, type TestDatabase } from '@mingda/testing';
import { startWorker } from '@mingda/worker';
import type { z, ZodType } from 'zod';
import { apiPrefix, startApi } from '../src/index.ts';

export const maxFileBytes = 64 * 1024;
const goldSets = join(import.meta.dirname, 'gold-sets');

type Reply<R extends Route> = R extends { response: infer S extends ZodType } ? z.output<S> : undefined;

export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RunningTestApi {
  readonly url: string;
  readonly admin: string;
  /** Any request, whatever comes back. */
  send(route: Route, options?: CallOptions): Promise<Response>;
  /** A request that succeeds; status and reply are checked against the contract. */
  call<R extends Route>(route: R, options?: CallOptions): Promise<Reply<R>>;
  /** A request that is refused with a problem. */
  refuse(route: Route, options?: CallOptions): Promise<Problem>;
  close(): Promise<void>;
}

/**
 * The whole product in this process, on a database and models that are real, behind a real socket.
 * @param goldSetsDir folder of gold sets; the one beside the tests when absent
 * @param settings further settings
 */
export async function runApi(
  kind: TestDatabase,
  goldSetsDir: string = goldSets,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningTestApi> {
  const server = kind.kind === 'server' ? await kind.open() : undefined;
  const dataDir = server === undefined ? await preparedDataDir('api') : await mkdtemp(join(tmpdir(), 'mingda-api-'));
  const config = loadConfig({
    MINGDA_DATA_DIR: dataDir,
    MINGDA_DATABASE_URL: server?.url,
    MINGDA_DATABASE_POOL: '4',
    MINGDA_PORT: '0',
    MINGDA_LOG_LEVEL: 'silent',
    MINGDA_MAX_FILE_MB: String(maxFileBytes / 1024 / 1024),
    MINGDA_GOLD_SETS_DIR: goldSetsDir,
    ...settings,
  });
  const engine = await Engine.open(config, createLogger(config, 'test'));
  const admin = (await engine.access.ensureAdminToken()) ?? '';
  const worker = await startWorker(engine);
  const api = await startApi(engine);

  const send = (
    route: Route,
    { params = {}, query = '', body, token = admin, headers = {} }: CallOptions = {},
  ): Promise<Response> => {
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    const json = body !== undefined && !(body instanceof FormData) && typeof body !== 'string';
    return fetch(`${api.url}${apiPrefix}${path}${query}`, {
      method: route.method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(json || typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    });
  };
  return {
    url: api.url,
    admin,
    send,
    async call(route, options) {
      const response = await send(route, options);
      if (response.status !== route.status)
        throw new Error(`${route.path}: ${response.status} ${await response.text()}`);
      return (route.response === undefined ? undefined : route.response.parse(await response.json())) as Reply<
        typeof route
      >;
    },
    async refuse(route, options) {
      const response = await send(route, options);
      const problem = problemSchema.parse(await response.json());
      if (
        response.headers.get('content-type') !== 'application/problem+json; charset=utf-8' ||
        response.status !== problem.status
      ) {
        throw new Error(`${route.path}: not a proper problem: ${response.status} ${JSON.stringify(problem)}`);
      }
      return problem;
    },
    async close() {
      await api.close();
      await worker.close();
      await engine.close();
      await server?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const uuid = '0198c0de-0000-7000-8000-000000000001';

/** Something of the right form for every parameter of a route's path. */
export function paramsOf({ path }: Route): Record<string, string> {
  return Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, uuid]));
}

export function upload(
  ...files: readonly { name: string; content: string | Uint8Array<ArrayBuffer>; key?: string; title?: string }[]
): FormData {
  const form = new FormData();
  for (const { name, content, key, title } of files) {
    if (key !== undefined) form.append('sourceKey', key);
    if (title !== undefined) form.append('title', title);
    form.append('file', new Blob([content]), name);
  }
  return form;
}

/** The events of a stream as they arrive. */
export async function* eventsOf(response: Response): AsyncGenerator<{ name: string; data: unknown }> {
  let rest = '';
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^event: (.+)\ndata: (.+)$/.exec(block);
      if (match?.[1] !== undefined && match[2] !== undefined) yield { name: match[1], data: JSON.parse(match[2]) };
    }
  }
}
