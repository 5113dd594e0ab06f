import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logger, registry, startEngine } from '../../test/model-cache.ts';
import { ModelRegistry } from '../registry/model-registry.ts';
import { ModelStore } from '../store/model-store.ts';
import type { InferenceEngine } from './inference-engine.ts';

const zh = 'bge-small-zh-v1.5-int8';
const en = 'bge-small-en-v1.5-int8';
const ask = (engine: InferenceEngine, model: string) =>
  engine.embed({ model, role: 'plain', priority: 'live', items: [{ text: '年假 leave' }] });

let engine: InferenceEngine;
afterEach(() => engine.close());

describe('models come and go while the engine works', () => {
  beforeEach(async () => {
    engine = await startEngine();
  });

  it('several are in memory at once, each with what it takes', async () => {
    await Promise.all([engine.load(zh), engine.load(en)]);
    const { models } = engine.metrics();
    expect(models.map(({ key }) => key).toSorted()).toEqual([en, zh]);
    // Loaded at the same moment, they share what the process grew by; together it is at least their weights.
    expect(models.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeGreaterThan(20e6);
    const [chinese, english] = await Promise.all([ask(engine, zh), ask(engine, en)]);
    expect(chinese.embeddings[0].vector).toHaveLength(512);
    expect(english.embeddings[0].vector).toHaveLength(384);
  });

  it('what they take is known of workers in processes too', async () => {
    const apart = await startEngine({ isolation: 'process', liveThreads: 0 });
    try {
      await apart.load(zh);
      expect(apart.metrics().models[0].memoryBytes).toBeGreaterThan(20e6);
    } finally {
      await apart.close();
    }
  });

  it('one leaves, the other goes on; and it can come back', async () => {
    await Promise.all([engine.load(zh), engine.load(en)]);
    const before = (await ask(engine, zh)).embeddings[0].vector;
    await engine.unload(zh);
    expect(engine.metrics().models.map(({ key }) => key)).toEqual([en]);
    await ask(engine, en);
    await engine.load(zh);
    expect((await ask(engine, zh)).embeddings[0].vector).toEqual(before);
  });

  it('requests accepted before an unload are answered', async () => {
    await engine.load(zh);
    const accepted = Array.from({ length: 20 }, () => ask(engine, zh));
    const unloaded = engine.unload(zh);
    for (const reply of await Promise.all(accepted)) expect(reply.embeddings).toHaveLength(1);
    await unloaded;
  });
});

describe('a wrong checksum', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'mingda-checksum-'));
    const file = join(root, 'models.json');
    const { models } = loadConfig();
    const right = registry.local(en);
    const laidDown = { folder: { path: join(models.dir, en), model: 'model.onnx', tokenizer: 'tokenizer.json' } };
    const wrong = {
      ...registry.local(zh),
      sha256: { ...registry.local(zh).sha256, model: '0'.repeat(64) },
      sources: { folder: { ...laidDown.folder, path: join(models.dir, zh) } },
    };
    await writeFile(file, JSON.stringify({ models: [wrong, { ...right, sources: laidDown }] }));
    const own = ModelRegistry.load({ file });
    const store = new ModelStore({
      dir: join(root, 'models'),
      hubEndpoint: 'http://127.0.0.1:9',
      registry: own,
      logger,
    });
    engine = await startEngine({ registry: own, store });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is refused before anything of the file is read as a model, and others are served', async () => {
    await expect(engine.load(zh)).rejects.toMatchObject({ code: 'MODEL_CHECKSUM_MISMATCH', subject: zh });
    expect(engine.metrics().models).toEqual([]);
    expect(await readdir(join(root, 'models', zh))).toEqual([]);
    await expect(ask(engine, zh)).rejects.toMatchObject({ code: 'MODEL_CHECKSUM_MISMATCH' });
    expect((await ask(engine, en)).embeddings).toHaveLength(1);
  });
});
