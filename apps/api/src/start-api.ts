import 'reflect-metadata';
import multipart from '@fastify/multipart';
import type { Engine } from '@mingda/engine';
import { MingdaError, startTracing } from '@mingda/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiModule } from './api.module.ts';
import { serveDocs } from './docs/docs.site.ts';
import { NestLogger } from './http/nest-logger.ts';
import { logRequests } from './http/request-log.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { serveMetrics } from './metrics/metrics.site.ts';
import { traceRequests } from './metrics/request-spans.ts';
import { servePortal } from './portal/portal.site.ts';

export interface RunningApi {
  /** Address to show to people, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no new requests, lets running ones finish for a bounded time, then cuts them off. */
  close(): Promise<void>;
}

const jsonBodyBytes = 1024 * 1024;
/** A streamed answer takes seconds; orchestrators kill after 30 s. */
const finishWithinMs = 10_000;
const requestIdPattern = /^[\w.-]{1,100}$/;

async function create(engine: Engine): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: jsonBodyBytes,
    // A caller's own id makes its log and ours join; anything that could garble a log line is replaced.
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forEngine(engine), adapter, {
    logger: new NestLogger(engine.logger),
    abortOnError: false,
  });
  const server = adapter.getInstance();
  addSecurityHeaders(server);
  traceRequests(server);
  logRequests(server, engine.logger);
  serveMetrics(server, engine);
  // The reader of uploads turns a passed limit into an error that names the file.
  await server.register(multipart, { throwFileSizeLimit: false });
  await serveDocs(server);
  await servePortal(server);
  return app;
}

/**
 * Serves an opened engine over HTTP on the configured address.
 * @throws MingdaError `CONFIG_INVALID` when the address cannot be listened on
 */
export async function startApi(engine: Engine): Promise<RunningApi> {
  const { host, port } = engine.config.http;
  const tracing = await startTracing(engine.config.telemetry, 'mingda-api');
  const app = await create(engine);
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    throw new MingdaError('CONFIG_INVALID', {
      subject: `${host}:${port}`,
      detail: error instanceof Error ? error.message : String(error),
      fixes: [
        'stop the process that listens there',
        'set MINGDA_PORT to a free port',
        'set MINGDA_HOST to an address of this machine',
      ],
      cause: error,
    });
  }
  return {
    url: await app.getUrl(),
    close: async () => {
      const closed = app.close();
      const timeout = new AbortController();
      const late = delay(finishWithinMs, undefined, { signal: timeout.signal }).then(
        () => app.getHttpServer().closeAllConnections(),
        () => undefined,
      );
      await closed;
      timeout.abort();
      await late;
      await tracing.close();
    },
  };
}
