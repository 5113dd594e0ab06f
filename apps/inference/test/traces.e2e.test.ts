import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ReplicaProcess } from './replica-process.ts';
import { zh } from './service-config.ts';
import { TraceCollector, type CollectedSpan } from './trace-collector.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const patient = { timeout: 120_000, interval: 100 };
const api = join(import.meta.dirname, '..', '..', 'api', 'dist', 'main.js');
const dataDir = mkdtempSync(join(tmpdir(), 'mingda-traces-'));
const collector = new TraceCollector();
let replica: ReplicaProcess;

beforeAll(async () => {
  await collector.start();
  replica = new ReplicaProcess({ MINGDA_TRACES_OTLP_URL: collector.url });
  await replica.ready();
});
afterAll(async () => {
  await replica.end();
  collector.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const named = (name: string): CollectedSpan | undefined =>
  collector.spans.find((span) => span.name === name && span.traceId === traceId);

it('a trace that begins at the API process goes on in the inference process, down to its parts; metrics tell of it', async () => {
  const child = spawn(process.execPath, [api], {
    env: {
      ...process.env,
      MINGDA_DATA_DIR: dataDir,
      MINGDA_DATABASE_URL: '',
      MINGDA_PORT: '0',
      MINGDA_INFERENCE_URL: (await replica.ready()).grpc,
      MINGDA_TRACES_OTLP_URL: collector.url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const token = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const found = /mgd_[\w-]+/.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const call = (path: string, body: object, more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
      body: JSON.stringify(body),
    });
  const { id } = (await (await call('/api/v1/collections', { name: 'traces' })).json()) as { id: string };
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), patient);
  const searched = await call(
    `/api/v1/collections/${id}/search`,
    { query: '年假怎么申请？' },
    { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  );
  expect(searched.status).toBe(200);
  await vi.waitFor(() => expect(named('compute')).toBeDefined(), patient);
  await vi.waitFor(() => expect(named('inference.client.Embed')).toBeDefined(), patient);
  const [door, client, embed] = [
    'POST /api/v1/collections/:collectionId/search',
    'inference.client.Embed',
    'inference.embed',
  ].map(named);
  expect(door).toMatchObject({ service: 'mingda-api', parentSpanId: 'b7ad6b7169203331' });
  expect(client).toMatchObject({ service: 'mingda-api', parentSpanId: door?.spanId });
  expect(embed).toMatchObject({ service: 'mingda-inference', parentSpanId: client?.spanId });
  for (const part of ['tokenize', 'queue', 'compute'])
    expect(named(part)).toMatchObject({ service: 'mingda-inference', parentSpanId: embed?.spanId });

  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  const page = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  expect(page).toContain(
    'mingda_api_requests_total{method="POST",route="/api/v1/collections/:collectionId/search",status="200"} 1',
  );
  expect(page).toContain(`mingda_inference_client_serving{replica="${(await replica.ready()).grpc}"} 1`);
  child.kill('SIGTERM');
  await exited;
});

it('a trace comes in by HTTP as well', async () => {
  const other = '11111111111111111111111111111111';
  const { http } = await replica.ready();
  await fetch(`${http}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${other}-2222222222222222-01` },
    body: JSON.stringify({ model: zh, input: '年假' }),
  });
  await vi.waitFor(
    () =>
      expect(collector.spans.find((it) => it.traceId === other && it.name === 'inference.embed')).toMatchObject({
        parentSpanId: '2222222222222222',
      }),
    patient,
  );
});
