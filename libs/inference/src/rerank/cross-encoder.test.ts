import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@mingda/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overlapModel as model, overlapScore, writeOverlapModel } from '@mingda/testing';
import { logger, registry as shipped, startEngine, store } from '../../test/model-cache.ts';
import { overlapGraph } from '../../test/overlap-graph.ts';
import type { InferenceEngine } from '../engine/inference-engine.ts';
import { ModelRegistry } from '../registry/model-registry.ts';
import { ModelStore } from '../store/model-store.ts';
import { ModelReranker } from './model-reranker.ts';

const embedding = 'bge-small-zh-v1.5-int8';
let root: string;
let engine: InferenceEngine;
let reranker: ModelReranker;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mingda-cross-'));
  await store.ensure(embedding);
  const { sha256, ...entry } = shipped.local(embedding);
  const folder = { path: join(loadConfig().models.dir, embedding), model: 'model.onnx', tokenizer: 'tokenizer.json' };
  const { languages, maxTokens, normalization, precision, parameters, license } = entry;
  const misnamed = {
    kind: 'cross-encoder',
    key: 'misnamed',
    languages,
    maxTokens,
    normalization,
    precision,
    parameters,
    license,
  };
  const laidDown = { sha256, sources: { folder } };
  const file = await writeOverlapModel(root, [
    { ...entry, ...laidDown },
    { ...misnamed, ...laidDown },
  ]);
  const registry = ModelRegistry.load({ file, dir: join(root, 'models') });
  const own = new ModelStore({
    dir: join(root, 'models'),
    hubEndpoint: 'http://127.0.0.1:9',
    registry,
    logger,
    sources: ['folder'],
  });
  engine = await startEngine({ registry, store: own });
  reranker = new ModelReranker(engine, registry);
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

const rerank = (query: string, texts: readonly string[], key = model) =>
  reranker.rerank({ model: key, query, texts, priority: 'live' });

describe('a cross-encoder', () => {
  it('of the tests is the graph that is written here', async () => {
    const fixture = new URL('../../test/fixtures/overlap-cross-encoder.onnx', import.meta.url);
    expect(Buffer.compare(await readFile(fixture), overlapGraph())).toBe(0);
  });

  it('reads query and text together, apart by their segments', async () => {
    const { scores, tokenCount, timings } = await rerank('年假几天', ['年假十天', '年假几天都可以', '食堂开饭', '']);
    expect(scores.map((it) => it.toFixed(5))).toEqual([3 / 4, 1, 0, 0].map((share) => overlapScore(share).toFixed(5)));
    expect(tokenCount).toBe(4 * (4 + 3) + 4 + 7 + 4);
    expect(timings.computeMs).toBeGreaterThan(0);
  });

  it('scores a text alike alone and among longer ones', async () => {
    const texts = ['年假十天', '年假'.repeat(10), '食堂', '几天'];
    const together = (await rerank('年假几天', texts)).scores;
    const alone = await Promise.all(texts.map(async (it) => (await rerank('年假几天', [it])).scores[0]));
    expect(together).toEqual(alone);
  });

  it('cuts the end of the text and never drops the query', async () => {
    const far = '无关'.repeat(40);
    const { scores } = await rerank('年假', [`年假${far}`, `${far}年假`]);
    expect(scores.map((it) => it.toFixed(5))).toEqual([1, 0].map((share) => overlapScore(share).toFixed(5)));
    const [long] = (await rerank('年假'.repeat(100), ['年假'])).scores;
    expect(long).toBeCloseTo(overlapScore(1), 5);
  });

  it('takes a separator written in a text as text', async () => {
    const { scores } = await rerank('年假 [SEP] 几天', ['食堂']);
    expect(scores[0]).toBeCloseTo(overlapScore(0), 5);
  });

  it('has nothing to do without texts', async () => {
    expect((await rerank('年假', [])).scores).toEqual([]);
  });

  it('makes no vectors, and an embedding model scores by its tokens instead', async () => {
    const items = [{ text: '年假' }];
    await expect(engine.embed({ model, role: 'plain', priority: 'live', items })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const pairs = engine.score({ model: embedding, query: '年假', texts: ['年假'], priority: 'live' });
    await expect(pairs).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const { scores } = await rerank('年假几天', ['员工每年有十天年假', '食堂周五有面条'], embedding);
    expect(scores[0]).toBeGreaterThan(scores[1]);
  });

  it('is refused when its graph gives no score', async () => {
    await expect(rerank('年假', ['年假'], 'misnamed')).rejects.toMatchObject({ code: 'MODEL_BAD_OUTPUT' });
  });
});
