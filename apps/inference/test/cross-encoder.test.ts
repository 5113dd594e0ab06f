import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModels } from '@mingda/models';
import { overlapModel, overlapScore, writeOverlapModel } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInference, type RunningInference } from '../src/start-inference.ts';
import { serviceConfig, silent, zh } from './service-config.ts';

const root = mkdtempSync(join(tmpdir(), 'mingda-cross-'));
let running: RunningInference;
let config: ReturnType<typeof serviceConfig>;

beforeAll(async () => {
  const service = serviceConfig();
  const models = {
    ...service.models,
    file: await writeOverlapModel(root),
    reranking: { zh: overlapModel, en: undefined },
  };
  config = { ...service, models };
  running = await startInference(config, silent);
  await running.ready;
}, 120_000);
afterAll(async () => {
  await running.close();
  rmSync(root, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${running.httpUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const documents = ['食堂开饭', '年假几天都可以', '年假十天'];

describe('a cross-encoder on the inference service', () => {
  it('is loaded at the start and listed with its task', async () => {
    expect(running.metrics().models.map(({ key }) => key)).toContain(overlapModel);
    const response = await fetch(`${running.httpUrl}/v1/models/${overlapModel}`);
    const listed: unknown = await response.json();
    expect(listed).toMatchObject({ task: 'rerank', loaded: true, max_tokens: 64, languages: ['zh', 'en'] });
    expect(listed).not.toHaveProperty('dimensions');
  });

  it('ranks for its language, and by name', async () => {
    const expected = [
      { index: 1, relevance_score: expect.closeTo(overlapScore(1), 5) as number },
      { index: 2, relevance_score: expect.closeTo(overlapScore(3 / 4), 5) as number },
      { index: 0, relevance_score: expect.closeTo(overlapScore(0), 5) as number },
    ];
    for (const which of [{ language: 'zh' }, { model: overlapModel }]) {
      const { body } = await post('/v1/rerank', { query: '年假几天', documents, ...which });
      expect(body).toMatchObject({ model: overlapModel, results: expected });
    }
  });

  it('leaves other languages and named embedding models to late interaction', async () => {
    const english = await post('/v1/rerank', {
      query: 'leave',
      documents: ['ten days of leave', 'lunch'],
      language: 'en',
    });
    expect(english.body).toMatchObject({ model: config.models.embedding.en });
    const named = await post('/v1/rerank', { query: '年假几天', documents, model: zh });
    expect(named.body).toMatchObject({ model: zh });
  });

  it('makes no embeddings', async () => {
    const { status, body } = await post('/v1/embeddings', { model: overlapModel, input: '年假' });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: 'INVALID_INPUT', message: expect.stringContaining('ranks texts') as string },
    });
  });

  it('is reached over gRPC by the clients of the service', async () => {
    const remote = { ...config, inference: { ...config.inference, url: `127.0.0.1:${running.grpcPort}` } };
    const { embedder, crossEncoder } = await openModels(remote, silent);
    try {
      expect([crossEncoder?.modelFor('zh-Hant'), crossEncoder?.modelFor('en')]).toEqual([overlapModel, undefined]);
      const reply = await crossEncoder?.score({
        model: overlapModel,
        query: '年假几天',
        texts: documents,
        priority: 'live',
      });
      expect(reply?.scores[1]).toBeCloseTo(overlapScore(1), 5);
    } finally {
      await embedder.close();
      await crossEncoder?.close();
    }
  });

  it('is refused where an embedding model is named for it', async () => {
    const wrong = { ...config, models: { ...config.models, reranking: { zh, en: undefined } } };
    await expect(openModels(wrong, silent)).rejects.toMatchObject({ code: 'INVALID_INPUT', subject: zh });
  });
});
