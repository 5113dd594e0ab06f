import { Client, credentials } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import { afterEach, expect, it, vi } from 'vitest';
import type { EmbedRequest } from '@mingda/contracts';
import { InferenceClient } from '@mingda/models';
import { ReplicaProcess } from './replica-process.ts';
import { zh } from './service-config.ts';

const dimensions = 512;
const patient = { timeout: 120_000, interval: 20 };
const bulk = (count: number): EmbedRequest => ({
  model: zh,
  role: 'passage',
  priority: 'bulk',
  items: Array.from({ length: count }, () => ({ text: '公司制度规定员工可以申请年假。'.repeat(10) })),
});

const opened: { close(): void }[] = [];
const replicas: ReplicaProcess[] = [];
afterEach(async () => {
  for (const it of opened.splice(0)) it.close();
  await Promise.all(replicas.splice(0).map((it) => it.end()));
});

async function started(settings: Record<string, string> = {}) {
  const replica = new ReplicaProcess(settings);
  replicas.push(replica);
  const { http, grpc } = await replica.ready();
  const client = new InferenceClient({
    target: grpc,
    replicas: { token: settings.MINGDA_INFERENCE_TOKEN, caFile: undefined, etcd: undefined },
  });
  opened.push(client);
  return { replica, client, http, grpc };
}

const state = async (http: string): Promise<string> =>
  fetch(`${http}/readyz`).then(
    async (it) => ((await it.json()) as { status: string }).status,
    () => 'gone',
  );

async function waiting(http: string): Promise<number> {
  const page = await (await fetch(`${http}/metrics`)).text();
  const line = new RegExp(`mingda_inference_queue_depth\\{model="${zh}",priority="bulk"\\} (\\d+)`).exec(page);
  return Number(line?.[1] ?? 0);
}

/** The states that the health service tells, as a balancer that watches hears them. */
function watchHealth(address: string): string[] {
  const heard: string[] = [];
  const client = new Client(address, credentials.createInsecure());
  opened.push(client);
  const { path, requestSerialize, responseDeserialize } = healthService.Watch;
  client
    .makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' })
    .on('data', (reply: { status: string }) => heard.push(reply.status))
    .on('error', () => heard.push('ended'));
  return heard;
}

it('asked to stop, it tells balancers first, answers what it has taken, refuses the rest and ends', async () => {
  const { replica, client, http, grpc } = await started();
  const health = watchHealth(grpc);
  await vi.waitFor(() => expect(health).toEqual(['SERVING']), patient);
  const accepted = client.embed(bulk(60), dimensions);
  await vi.waitFor(async () => expect(await waiting(http)).toBeGreaterThan(0), patient);
  replica.kill('SIGTERM');
  await vi.waitFor(() => expect(health[1]).toBe('NOT_SERVING'), patient);
  expect((await accepted).embeddings).toHaveLength(60);
  expect(await replica.exited).toEqual({ code: 0, signal: null });
  await expect(client.embed(bulk(1), dimensions)).rejects.toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
});

it('gives back what it cannot finish in time, with a code that other replicas may be asked for', async () => {
  const { replica, client, http } = await started({ MINGDA_INFERENCE_DRAIN_S: '0.5' });
  const given = client.embed(bulk(8_000), dimensions).catch((it: unknown) => it);
  await vi.waitFor(async () => expect(await waiting(http)).toBeGreaterThan(1_000), patient);
  replica.kill('SIGTERM');
  expect(await replica.exited).toEqual({ code: 0, signal: null });
  expect(await given).toMatchObject({
    code: expect.stringMatching(/^(INFERENCE_SHUTTING_DOWN|INFERENCE_UNAVAILABLE)$/) as string,
  });
});

it('ends at once at the second signal', async () => {
  const { replica, client, http } = await started({ MINGDA_INFERENCE_DRAIN_S: '600' });
  const lost = client.embed(bulk(8_000), dimensions).catch((it: unknown) => it);
  await vi.waitFor(async () => expect(await waiting(http)).toBeGreaterThan(1_000), patient);
  replica.kill('SIGTERM');
  await vi.waitFor(async () => expect(await state(http)).toBe('stopping'), patient);
  replica.kill('SIGTERM');
  expect(await replica.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await lost).toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
});

it('refuses to listen beyond loopback without a token, and says what to do', async () => {
  const replica = new ReplicaProcess({ MINGDA_HOST: '0.0.0.0' });
  replicas.push(replica);
  await expect(replica.listening()).rejects.toThrow(/CONFIG_INVALID[\s\S]*MINGDA_INFERENCE_TOKEN/);
  expect((await replica.exited).code).not.toBe(0);
});

it('listens there with one, and asks every caller for it', async () => {
  const token = 'a-token-of-the-house';
  const { client, grpc } = await started({ MINGDA_HOST: '0.0.0.0', MINGDA_INFERENCE_TOKEN: token });
  expect((await client.embed(bulk(1), dimensions)).embeddings).toHaveLength(1);
  for (const wrong of [undefined, `${token}!`]) {
    const stranger = new InferenceClient({
      target: grpc,
      replicas: { token: wrong, caFile: undefined, etcd: undefined },
    });
    opened.push(stranger);
    await expect(stranger.embed(bulk(1), dimensions)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const pieces = stranger.generate(
      { model: '', priority: 'live', request: { messages: [{ role: 'user', content: 'x' }] } },
      new AbortController().signal,
    );
    await expect(pieces.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});
