import { Client, credentials } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbedRequest } from '@mingda/contracts';
import { createEmbedder, GrpcEmbedder, type Embedder } from '@mingda/models';
import { createLogger, loadConfig, type Config } from '@mingda/platform';
import { startInference, type RunningInference } from './start-inference.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const base = loadConfig();
const zh = base.models.embedding.zh;
const question: EmbedRequest = {
  model: zh,
  role: 'query',
  priority: 'live',
  items: [
    {
      text: '怎么申请ＶＰＮ账号？',
      spans: [
        [0, 4],
        [4, 10],
      ],
    },
  ],
};
const bulk = (count: number, text: string): EmbedRequest => ({
  model: zh,
  role: 'passage',
  priority: 'bulk',
  items: Array.from({ length: count }, () => ({ text })),
});

function serviceConfig(): Config {
  return {
    ...base,
    http: { host: '127.0.0.1', port: 0 },
    inference: { ...base.inference, url: undefined, threads: 1 },
    inferenceService: { ...base.inferenceService, grpcPort: 0 },
  };
}

/** The health service's answer, as a balancer gets it. */
function health(port: number): Promise<string> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = healthService.Check;
  return new Promise<string>((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { service: 'mingda.inference.v1.Inference' },
      (error, reply) => {
        if (error === null) resolve((reply as { status: string }).status);
        else reject(error);
      },
    );
  }).finally(() => client.close());
}

let running: RunningInference;
let remote: Embedder;
let refusedEarly: { health: string; readyz: number };

beforeAll(async () => {
  running = await startInference(serviceConfig(), logger);
  refusedEarly = { health: await health(running.grpcPort), readyz: (await fetch(`${running.httpUrl}/readyz`)).status };
  await running.ready;
  remote = await createEmbedder(
    { ...base, inference: { ...base.inference, url: `127.0.0.1:${running.grpcPort}` } },
    logger,
  );
  await remote.ready();
}, 120_000);

afterAll(async () => {
  await remote.close();
  await running.close();
});

it('is ready only once the models are warm', async () => {
  expect(refusedEarly).toEqual({ health: 'NOT_SERVING', readyz: 503 });
  expect(await health(running.grpcPort)).toBe('SERVING');
  expect((await fetch(`${running.httpUrl}/readyz`)).status).toBe(200);
  expect((await fetch(`${running.httpUrl}/healthz`)).status).toBe(200);
});

it('answers what the same code answers in-process', async () => {
  expect(remote).toBeInstanceOf(GrpcEmbedder);
  const local = await createEmbedder({ ...base, inference: { ...base.inference, url: undefined, threads: 1 } }, logger);
  await local.ready();
  const request: EmbedRequest = { ...question, tokens: 'all' };
  const [there] = (await remote.embed(request)).embeddings;
  const [here] = (await local.embed(request)).embeddings;
  expect(there).toEqual(here);
  expect(there.spanVectors).toHaveLength(2);
  expect(there.tokens?.offsets.at(-1)).toBe(-1);
  expect(remote.countTokens(zh, ['怎么申请ＶＰＮ账号？', ''])).toEqual(
    local.countTokens(zh, ['怎么申请ＶＰＮ账号？', '']),
  );
  await local.close();
}, 60_000);

describe('errors keep their stable code on the way', () => {
  it.each<[string, Partial<EmbedRequest>, string]>([
    ['a bad span', { items: [{ text: 'x', spans: [[0, 9]] }] }, 'INVALID_INPUT'],
    ['an oversize text', { items: [{ text: 'x'.repeat(200_001) }] }, 'TEXT_TOO_LONG'],
  ])('%s', async (_name, change, code) => {
    await expect(remote.embed({ ...question, ...change })).rejects.toMatchObject({
      code,
      detail: expect.stringMatching(/\d/),
    });
  });

  it('a full queue', async () => {
    const caller = new AbortController();
    const first = remote.embed({ ...bulk(16_000, '占位'), signal: caller.signal });
    const cancelled = expect(first).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    const depth = () => running.metrics().models.find(({ key }) => key === zh)?.queue.bulk.depth;
    await expect.poll(depth).toBeGreaterThan(10_000);
    await expect(remote.embed(bulk(16_000, '占位'))).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
    caller.abort();
    await cancelled;
  });

  it('a service that is down', async () => {
    const lost = await createEmbedder({ ...base, inference: { ...base.inference, url: '127.0.0.1:1' } }, logger);
    await expect(lost.embed(question)).rejects.toMatchObject({
      code: 'INFERENCE_UNAVAILABLE',
      subject: 'inference service 127.0.0.1:1',
    });
    await expect(lost.ready()).rejects.toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
    expect(() => lost.countTokens(zh, ['x'])).toThrow('MODEL_UNAVAILABLE');
    await lost.close();
  });
});

describe('a caller that no longer waits is dropped from the queue of the service', () => {
  const state = () => running.metrics().models.find(({ key }) => key === zh);
  const long = bulk(2000, '公司制度规定员工可以申请年假。'.repeat(20));

  it('because it hung up', async () => {
    const before = state()?.refusals.cancelled ?? 0;
    const caller = new AbortController();
    const failed = expect(remote.embed({ ...long, signal: caller.signal })).rejects.toMatchObject({
      code: 'INFERENCE_CANCELLED',
    });
    await expect.poll(() => state()?.queue.bulk.depth).toBeGreaterThan(0);
    caller.abort();
    await failed;
    await expect.poll(() => state()?.refusals.cancelled).toBe(before + 1);
    expect(state()?.queue.bulk.depth).toBe(0);
  });

  it('because its deadline passed', async () => {
    const before = state()?.refusals.cancelled ?? 0;
    await expect(remote.embed({ ...long, signal: AbortSignal.timeout(1500) })).rejects.toMatchObject({
      code: 'INFERENCE_TIMEOUT',
    });
    await expect.poll(() => state()?.refusals.cancelled).toBe(before + 1);
    expect(state()?.queue.bulk.depth).toBe(0);
  });
});

it('stops in order: what was accepted is answered, what comes later is not', async () => {
  const second = await startInference(serviceConfig(), logger);
  await second.ready;
  const client = await createEmbedder(
    { ...base, inference: { ...base.inference, url: `127.0.0.1:${second.grpcPort}` } },
    logger,
  );
  const accepted = client.embed(bulk(50, '公司制度规定员工可以申请年假。'.repeat(5)));
  await expect.poll(() => second.metrics().models.find(({ key }) => key === zh)?.texts).toBe(50);
  const closed = second.close();
  expect((await accepted).embeddings).toHaveLength(50);
  await closed;
  await expect(client.embed(question)).rejects.toMatchObject({
    code: expect.stringMatching(/INFERENCE_SHUTTING_DOWN|INFERENCE_UNAVAILABLE/),
  });
  await client.close();
}, 60_000);
