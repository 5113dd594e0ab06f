import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logger } from '../../test/model-cache.ts';
import { ModelRegistry } from '../registry/model-registry.ts';
import type { DownloadProgress, SourceName } from './model-source.ts';
import { ModelStore } from './model-store.ts';

const weights = Buffer.from('weights'.repeat(10_000));
const tokenizer = Buffer.from('{"tokenizer":true}');
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

let root: string;
let hub: Server;
let served: Record<string, Buffer>;
let requests: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mingda-store-'));
  requests = [];
  served = { '/team/model/resolve/main/model.onnx': weights, '/team/model/resolve/main/tokenizer.json': tokenizer };
  hub = createServer((request, response) => {
    requests.push(request.url ?? '');
    const content = served[request.url ?? ''];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  await rm(root, { recursive: true, force: true });
});

const hubAddress = (): string => `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;

/** A store whose registry holds the model `small`, found in the given sources. */
async function openStore(
  sources: Record<string, unknown>,
  options: { hubEndpoint?: string; only?: SourceName[] } = {},
): Promise<ModelStore> {
  const file = join(root, 'registry.json');
  const entry = {
    kind: 'onnx',
    key: 'small',
    family: 'small',
    languages: ['zh'],
    dimensions: 4,
    maxTokens: 16,
    pooling: 'cls',
    normalization: 'none',
    precision: 'fp32',
    parameters: 1,
    license: 'MIT',
    sha256: { model: sha256(weights), tokenizer: sha256(tokenizer) },
    sources,
  };
  await writeFile(file, JSON.stringify({ models: [entry] }));
  return new ModelStore({
    dir: join(root, 'models'),
    hubEndpoint: options.hubEndpoint ?? hubAddress(),
    registry: ModelRegistry.load({ file }),
    logger,
    sources: options.only,
    maven: join(root, 'no-such-maven'),
  });
}

const fromHub = { hub: { repo: 'team/model', model: 'model.onnx', tokenizer: 'tokenizer.json' } };

it('fetches from the hub once, with progress, and trusts the stamp from then on', async () => {
  const store = await openStore(fromHub);
  expect(store.state('small')).toBe('absent');
  const progress: DownloadProgress[] = [];
  const files = await store.ensure('small', (it) => progress.push(it));
  expect(await readFile(files.model)).toEqual(weights);
  expect(progress.at(-1)).toEqual({
    key: 'small',
    source: 'hub',
    file: 'model.onnx',
    bytes: weights.length,
    total: weights.length,
  });
  expect(store.state('small')).toBe('present');
  await store.ensure('small');
  expect(requests).toHaveLength(2);
});

it('callers at the same time share one download', async () => {
  const [one, two] = [await openStore(fromHub), await openStore(fromHub)];
  await Promise.all([one.ensure('small'), two.ensure('small'), one.ensure('small')]);
  expect(requests).toHaveLength(2);
  expect(await readdir(join(root, 'models'))).toEqual(['small']);
});

it('refuses a wrong checksum and keeps nothing of it', async () => {
  served['/team/model/resolve/main/model.onnx'] = Buffer.from('something else');
  const store = await openStore(fromHub);
  await expect(store.ensure('small')).rejects.toMatchObject({
    code: 'MODEL_CHECKSUM_MISMATCH',
    detail: expect.stringContaining(sha256(weights)),
  });
  expect(store.state('small')).toBe('absent');
  expect(await readdir(join(root, 'models'))).toEqual(['small']);
  expect(await readdir(join(root, 'models', 'small'))).toEqual([]);
});

it('goes on to the next source after a wrong checksum', async () => {
  const folder = join(root, 'laid-down');
  await mkdir(folder);
  await writeFile(join(folder, 'w.onnx'), 'truncated');
  await writeFile(join(folder, 't.json'), tokenizer);
  const store = await openStore({ ...fromHub, folder: { path: folder, model: 'w.onnx', tokenizer: 't.json' } });
  expect(await readFile((await store.ensure('small')).model)).toEqual(weights);
});

it('takes files from a folder without asking the network', async () => {
  const folder = join(root, 'laid-down');
  await mkdir(folder);
  await writeFile(join(folder, 'w.onnx'), weights);
  await writeFile(join(folder, 't.json'), tokenizer);
  const store = await openStore({ ...fromHub, folder: { path: folder, model: 'w.onnx', tokenizer: 't.json' } });
  await store.ensure('small');
  expect(requests).toEqual([]);
});

it('when every source fails, names each with its reason', async () => {
  served = {};
  const maven = { artifact: 'group:name:1.0', model: 'model.onnx', tokenizer: 'tokenizer.json' };
  const folder = { path: join(root, 'nowhere'), model: 'w.onnx', tokenizer: 't.json' };
  const store = await openStore({ ...fromHub, maven, folder });
  const error: unknown = await store.ensure('small').catch((it: unknown) => it);
  expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', subject: 'small' });
  const detail = (error as { detail: string }).detail.split('\n');
  expect(detail).toHaveLength(3);
  expect(detail[0]).toMatch(/^folder: .*ENOENT/);
  expect(detail[1]).toMatch(/^hub: .*HTTP 404/);
  expect(detail[2]).toMatch(/^maven: .*not installed/);
});

it('a hub that nobody listens at fails with its address', async () => {
  const endpoint = hubAddress();
  await new Promise((resolve) => hub.close(resolve));
  const store = await openStore(fromHub, { hubEndpoint: endpoint });
  await expect(store.ensure('small')).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    detail: expect.stringContaining(endpoint),
  });
  hub.listen(0);
});

it('only the enabled sources are tried', async () => {
  const store = await openStore(fromHub, { only: ['maven'] });
  await expect(store.ensure('small')).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    detail: 'none of the enabled sources has this model',
  });
  expect(requests).toEqual([]);
});

describe('files on disk', () => {
  it('damaged ones are found by hashing and fetched again', async () => {
    const store = await openStore(fromHub);
    const { model } = await store.ensure('small');
    await writeFile(model, Buffer.from('x'.repeat(weights.length)));
    expect(store.state('small')).toBe('damaged');
    expect(await store.verify('small')).toBe('damaged');
    await store.ensure('small');
    expect(await readFile(model)).toEqual(weights);
    expect(store.state('small')).toBe('present');
  });

  it('touched ones are hashed again, not fetched again', async () => {
    const store = await openStore(fromHub);
    const { model } = await store.ensure('small');
    await utimes(model, new Date(), new Date(0));
    await store.ensure('small');
    expect(store.state('small')).toBe('present');
    expect(requests).toHaveLength(2);
  });

  it('the lock of a process that died does not block for ever', async () => {
    const store = await openStore(fromHub);
    await mkdir(join(root, 'models'), { recursive: true });
    const lock = join(root, 'models', 'small.lock');
    await writeFile(lock, '1');
    await utimes(lock, new Date(0), new Date(0));
    await store.ensure('small');
    expect(store.state('small')).toBe('present');
  });
});
