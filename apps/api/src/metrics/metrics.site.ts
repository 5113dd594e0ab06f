import type { AccessControl } from '@mingda/access';
import type { Engine } from '@mingda/engine';
import { Histogram } from '@mingda/inference';
import { addProcessMetrics, PrometheusText, prometheusContentType, toMingdaError } from '@mingda/platform';
import type { FastifyInstance } from 'fastify';
import { addEmbedderMetrics } from './embedder-metrics.ts';
import { addImportMetrics } from './import-metrics.ts';

const durationMs = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];
const seconds = 0.001;

interface Row {
  readonly labels: { readonly method: string; readonly route: string };
  readonly statuses: Map<number, number>;
  readonly duration: Histogram;
}

/** Counts requests by route and shows them at `/metrics`, to administrators unless the configuration says otherwise. */
export function serveMetrics(server: FastifyInstance, engine: Engine): void {
  const { access, config } = engine;
  const { metricsAccess } = config.telemetry;
  if (metricsAccess === 'off') return;
  const rows = new Map<string, Row>();
  server.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none' };
    const key = `${labels.method} ${labels.route}`;
    const row = rows.get(key) ?? { labels, statuses: new Map<number, number>(), duration: new Histogram(durationMs) };
    rows.set(key, row);
    row.statuses.set(reply.statusCode, (row.statuses.get(reply.statusCode) ?? 0) + 1);
    row.duration.record(reply.elapsedTime);
  });
  server.get('/metrics', async (request, reply) => {
    reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8');
    if (metricsAccess === 'token') {
      const refusal = await refusalOf(access, request.headers.authorization);
      if (refusal !== undefined) return reply.status(refusal).send('An administrator token is required.\n');
    }
    return reply.type(prometheusContentType).send(await page(rows.values(), engine));
  });
}

/** The status that refuses a reader; undefined lets it pass. */
async function refusalOf(access: AccessControl, authorization: string | undefined): Promise<number | undefined> {
  const secret = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (secret === undefined) return 401;
  try {
    return (await access.authenticate(secret)).kind === 'admin' ? undefined : 403;
  } catch (error) {
    return toMingdaError(error).entry.status;
  }
}

async function page(rows: Iterable<Row>, engine: Engine): Promise<string> {
  const text = new PrometheusText();
  for (const { labels, statuses, duration } of rows) {
    for (const [status, count] of statuses)
      text.counter('mingda_api_requests_total', 'Requests by status.', [count, { ...labels, status: String(status) }]);
    text.histogram('mingda_api_request_seconds', 'Time from the arrival of a request to the end of its answer.', {
      counts: duration.snapshot(),
      labels,
      scale: seconds,
    });
  }
  addEmbedderMetrics(text, engine.embedder);
  await addImportMetrics(text, engine);
  addProcessMetrics(text);
  return text.toString();
}
