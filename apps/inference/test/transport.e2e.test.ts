import { Client, credentials, status } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';
import { protoFile, protoOptions } from '@mingda/inference';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrpcTextGenerator, InferenceClient } from '@mingda/models';
import { startInference, type RunningInference } from '../src/start-inference.ts';
import { isInstalled } from './installed-program.ts';
import { ScriptedGenerator } from './scripted-generator.ts';
import { serviceConfig, silent, zh } from './service-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'mingda-tls-'));
const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
const encrypted = isInstalled('openssl');
const writer = new ScriptedGenerator();
const signal = new AbortController().signal;
let running: RunningInference;
let client: InferenceClient;

beforeAll(async () => {
  if (encrypted) makeCertificate();
  running = await startInference(serviceConfig(encrypted ? { tls: { certFile, keyFile } } : {}), silent, {
    generators: [writer],
  });
  await running.ready;
  client = clientWith(encrypted ? certFile : undefined);
});
afterAll(async () => {
  client.close();
  await running.close();
  rmSync(folder, { recursive: true });
});

/** A certificate for this machine that is its own authority. */
function makeCertificate(): void {
  const files = ['-keyout', keyFile, '-out', certFile];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...names], {
    stdio: 'ignore',
  });
}

function clientWith(caFile: string | undefined): InferenceClient {
  return new InferenceClient({
    target: `localhost:${running.grpcPort}`,
    replicas: { token: undefined, caFile, etcd: undefined },
  });
}

describe('over TLS, where a certificate can be made', () => {
  it('ranks as the HTTP door does, with the times of the reply', async () => {
    const reply = await client.rerank({
      model: zh,
      query: '年假可以休几天？',
      texts: ['食堂周五供应面条。', '员工每年享有十天带薪年假。'],
      priority: 'live',
    });
    expect(reply.scores[1]).toBeGreaterThan(reply.scores[0]);
    expect(reply.timings.computeMs).toBeGreaterThan(0);
    expect(reply.timings.tokenizeMs).toBeGreaterThan(0);
  });

  it('refuses to rank with a model that is not there', async () => {
    const asked = client.rerank({ model: 'gpt', query: 'x', texts: ['y'], priority: 'live' });
    await expect(asked).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });

  it.skipIf(!encrypted)('is not reached in clear text', async () => {
    const clear = clientWith(undefined);
    const asked = clear.rerank({ model: zh, query: 'x', texts: ['y'], priority: 'live' });
    await expect(asked).rejects.toMatchObject({ code: 'INFERENCE_UNAVAILABLE' });
    clear.close();
  });
});

it('drops what waits for a call whose deadline has passed', async () => {
  const raw = new Client(
    `localhost:${running.grpcPort}`,
    encrypted ? credentials.createSsl(readFileSync(certFile)) : credentials.createInsecure(),
  );
  const { path, requestSerialize, responseDeserialize } = (
    loadSync(protoFile, protoOptions)['mingda.inference.v1.Inference'] as ServiceDefinition
  ).Embed;
  const items = Array.from({ length: 2_000 }, () => ({ text: '公司制度规定员工可以申请年假。'.repeat(20) }));
  const code = await new Promise((resolve) => {
    raw.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { model: zh, role: 'PASSAGE', priority: 'BULK', items, tokens: 'NONE' },
      { deadline: Date.now() + 1500 },
      (error) => resolve(error?.code),
    );
  });
  raw.close();
  expect(code).toBe(status.DEADLINE_EXCEEDED);
  const model = () => running.metrics().models.find(({ key }) => key === zh);
  await expect.poll(() => model()?.refusals.cancelled, { timeout: 20_000 }).toBe(1);
  expect(model()?.queue.bulk.depth).toBe(0);
});

describe('a text that is written over gRPC', () => {
  const generator = () => new GrpcTextGenerator(client, writer.model);
  const request = {
    messages: [{ role: 'user' as const, content: '你好' }],
    maxTokens: 5,
    temperature: 0,
    stop: ['。'],
  };

  it('comes in pieces, with what was asked on the other side', async () => {
    writer.pieces = [
      { text: '你' },
      { text: '好' },
      { text: '', finish: 'stop', usage: { promptTokens: 3, completionTokens: 2 } },
    ];
    const pieces = [];
    for await (const piece of generator().generate(request, { signal, priority: 'live' })) pieces.push(piece);
    expect(pieces).toEqual(writer.pieces);
    expect(writer.asked.at(-1)).toEqual(request);
  });

  it('stops when the reader leaves', async () => {
    writer.pieces = [{ text: '一' }, 'wait'];
    const before = writer.cancelled;
    for await (const piece of generator().generate(request, { signal, priority: 'live' }))
      if (piece.text === '一') break;
    await expect.poll(() => writer.cancelled).toBe(before + 1);
    const caller = new AbortController();
    const finishes = [];
    for await (const piece of generator().generate(request, { signal: caller.signal, priority: 'live' })) {
      finishes.push(piece.finish);
      caller.abort();
    }
    expect(finishes).toEqual([undefined, 'cancelled']);
  });

  it('is tried again before its first piece alone', async () => {
    writer.pieces = [{ text: '一' }, 'fail'];
    const before = writer.asked.length;
    const texts: string[] = [];
    const read = async () => {
      for await (const piece of generator().generate(request, { signal, priority: 'live' })) texts.push(piece.text);
    };
    await expect(read()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(texts).toEqual(['一']);
    expect(writer.asked.length).toBe(before + 1);
  });

  it('is refused by a name that nobody writes under', async () => {
    const pieces = new GrpcTextGenerator(client, 'gpt').generate(request, { signal, priority: 'live' });
    await expect(pieces.next()).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
  });
});
