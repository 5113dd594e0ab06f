import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmbedRequest } from '@mingda/contracts';
import { InferenceClient } from '@mingda/models';
import { EtcdServer } from './etcd-server.ts';
import { isInstalled } from './installed-program.ts';
import { ReplicaProcess } from './replica-process.ts';
import { zh } from './service-config.ts';

const dimensions = 512;
const patient = { timeout: 120_000, interval: 50 };
const question: EmbedRequest = { model: zh, role: 'query', priority: 'live', items: [{ text: '年假怎么申请？' }] };
const noRegistry = { token: undefined, caFile: undefined, etcd: undefined };

let clients: InferenceClient[] = [];
function clientOf(
  target: string,
  more: Partial<ConstructorParameters<typeof InferenceClient>[0]> = {},
): InferenceClient {
  const client = new InferenceClient({ target, replicas: noRegistry, ...more });
  clients.push(client);
  return client;
}
/** Loads that go on: a test that fails leaves its own behind, which would spin on a closed client. */
let loads: AbortController[] = [];
afterEach(() => {
  for (const load of loads) load.abort();
  loads = [];
  for (const client of clients) client.close();
  clients = [];
});

/** Callers that ask one question after the other until they are told to stop; what failed is kept. */
function load(client: InferenceClient, callers: number) {
  const failures: unknown[] = [];
  let answered = 0;
  const stopped = new AbortController();
  loads.push(stopped);
  const loops = Array.from({ length: callers }, async () => {
    while (!stopped.signal.aborted) {
      try {
        await client.embed(question, dimensions);
        answered += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  });
  return {
    failures,
    answered: () => answered,
    stop: async () => {
      stopped.abort();
      await Promise.all(loops);
    },
  };
}

describe('two replicas', () => {
  let first: ReplicaProcess;
  let second: ReplicaProcess;
  let target: string;
  beforeAll(async () => {
    first = new ReplicaProcess();
    second = new ReplicaProcess();
    target = [(await first.ready()).grpc, (await second.ready()).grpc].join(',');
  });
  afterAll(async () => {
    await Promise.all([first.end(), second.end()]);
  });

  it('share the calls', async () => {
    const client = clientOf(target);
    const work = load(client, 16);
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(200), patient);
    await work.stop();
    expect(work.failures).toEqual([]);
    for (const replica of [first, second]) {
      const page = await (await fetch(`${(await replica.ready()).http}/metrics`)).text();
      const served = /mingda_inference_requests_total\{transport="grpc",operation="embed",code="OK"\} (\d+)/.exec(page);
      expect(Number(served?.[1])).toBeGreaterThan(30);
    }
  });

  it('leave the callers of a stopped one to the other, and take it back when it goes on', async () => {
    const client = clientOf(target, { slowMs: 400, circuit: { openMs: 300, maxOpenMs: 600 } });
    const work = load(client, 12);
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(50), patient);
    const sick = (await second.ready()).grpc;
    second.kill('SIGSTOP');
    const circuit = () => client.states().find(({ address }) => address === sick)?.circuit;
    await vi.waitFor(() => expect(circuit()).not.toBe('closed'), patient);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.embed({ ...question, signal: AbortSignal.timeout(20_000) }, dimensions)),
    );
    expect(answers).toHaveLength(5);
    second.kill('SIGCONT');
    await vi.waitFor(() => expect(circuit()).toBe('closed'), patient);
    await work.stop();
    expect(work.failures).toEqual([]);
  });

  it('lose no call when one is killed under load', async () => {
    const client = clientOf(target);
    const work = load(client, 48);
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(200), patient);
    expect(client.states().map(({ inFlight }) => inFlight > 0)).toEqual([true, true]);
    second.kill('SIGKILL');
    await second.exited;
    const before = work.answered();
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(before + 500), patient);
    await work.stop();
    expect(work.failures).toEqual([]);
  });

  it('take one back that was restarted, by a client that saw it fail', async () => {
    const [, address] = target.split(',');
    await second.end();
    const client = clientOf(address, { circuit: { minCalls: 2, openMs: 60_000, maxOpenMs: 60_000 } });
    const ask = () => client.embed(question, dimensions).catch((it: unknown) => it);
    for (let turn = 0; turn < 3; turn += 1) expect(await ask()).toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
    expect(client.states()).toMatchObject([{ address, circuit: 'open' }]);
    second = new ReplicaProcess({ MINGDA_INFERENCE_GRPC_PORT: address.split(':')[1] });
    await second.ready();
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ embeddings: [{}] }), patient);
    expect(client.states()).toMatchObject([{ health: 'serving', circuit: 'closed' }]);
  });

  it('hand over in order when one is asked to stop under load', async () => {
    const client = clientOf([(await first.ready()).grpc, (await second.ready()).grpc].join(','));
    const work = load(client, 32);
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(100), patient);
    second.kill('SIGTERM');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    const before = work.answered();
    await vi.waitFor(() => expect(work.answered()).toBeGreaterThan(before + 100), patient);
    await work.stop();
    expect(work.failures).toEqual([]);
  });

  it('say which of them cannot be asked when all are down', async () => {
    const down = clientOf('127.0.0.1:1,127.0.0.1:2', { circuit: { minCalls: 2 } });
    const ask = () => down.embed(question, dimensions).catch((it: unknown) => it);
    expect(await ask()).toMatchObject({
      code: 'INFERENCE_UNAVAILABLE',
      subject: 'inference service 127.0.0.1:1,127.0.0.1:2',
    });
    for (let turn = 0; turn < 3; turn += 1) await ask();
    expect(await ask()).toMatchObject({
      code: 'INFERENCE_UNAVAILABLE',
      detail: expect.stringMatching(/no replica can be asked: 127\.0\.0\.1:1 \(open.*127\.0\.0\.1:2 \(open/) as string,
    });
  });
});

describe.skipIf(!isInstalled('etcd'))('replicas announced in etcd', () => {
  let etcd: EtcdServer;
  const replicas: ReplicaProcess[] = [];
  const announced = () => {
    const replica = new ReplicaProcess({ MINGDA_ETCD_ENDPOINTS: etcd.url, MINGDA_ETCD_TTL_S: '2' });
    replicas.push(replica);
    return replica;
  };
  beforeAll(async () => {
    etcd = await EtcdServer.start();
  });
  afterAll(async () => {
    await Promise.all(replicas.map((it) => it.end()));
    await etcd.end();
  });

  it('come, serve, leave in order, drop out when killed, and come back after etcd was away', async () => {
    const client = clientOf('etcd:///', {
      replicas: { ...noRegistry, etcd: { endpoints: [etcd.url], ttlSeconds: 2 } },
    });
    const known = () =>
      client
        .states()
        .map(({ address }) => address)
        .toSorted();
    await expect(client.embed(question, dimensions)).rejects.toMatchObject({
      code: 'INFERENCE_UNAVAILABLE',
      detail: 'no replica is known',
    });
    const [one, two] = [announced(), announced()];
    const [{ grpc: a }, { grpc: b }] = [await one.ready(), await two.ready()];
    await vi.waitFor(() => expect(known()).toEqual([a, b].toSorted()), patient);
    expect((await client.embed(question, dimensions)).embeddings).toHaveLength(1);

    one.kill('SIGKILL');
    await vi.waitFor(() => expect(known()).toEqual([b]), patient);
    expect((await client.embed(question, dimensions)).embeddings).toHaveLength(1);

    await etcd.kill();
    expect((await client.embed(question, dimensions)).embeddings).toHaveLength(1);
    await vi.waitFor(() => expect(two.messages.join('\n')).toContain('etcd does not answer'), patient);
    await etcd.run();
    await vi.waitFor(() => expect(two.messages.join('\n')).toContain('announced in etcd again'), patient);
    await vi.waitFor(() => expect(known()).toEqual([b]), patient);

    two.kill('SIGTERM');
    await vi.waitFor(() => expect(known()).toEqual([]), patient);
    expect(await two.exited).toEqual({ code: 0, signal: null });
  });
});
