import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes, type Collection, type Evaluation } from '@mingda/contracts';
import { goldSetOfManuals, manuals, testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('runs on the $kind database', (kind) => {
  let api: RunningTestApi;
  let goldSets: string;
  let collection: Collection;
  beforeAll(async () => {
    goldSets = await goldSetOfManuals();
    api = await runApi(kind, goldSets);
    collection = await api.call(routes.createCollection, { body: { name: 'products' } });
    const params = { collectionId: collection.id };
    await api.call(routes.uploadDocuments, { params, body: upload(...manuals) });
    while ((await api.call(routes.listDocuments, { params, query: '?state=ready' })).total < manuals.length) {
      await sleep(100);
    }
  });
  afterAll(async () => {
    await api?.close();
    await rm(goldSets, { recursive: true, force: true });
  });

  /** Without the similarity scores, whose models take longer to load than the questions to ask. */
  const metrics = ['accuracy', 'recallAt5', 'latencyMeanMs'];
  const start = (given: { reuse?: boolean } = {}): Promise<Evaluation> =>
    api.call(routes.startEvaluation, { body: { collectionId: collection.id, goldSet: 'manuals', metrics, ...given } });

  async function ended(started: Evaluation): Promise<Evaluation> {
    let evaluation = started;
    while (evaluation.state === 'queued' || evaluation.state === 'running') {
      await sleep(50);
      evaluation = await api.call(routes.getEvaluation, { params: { evaluationId: started.id } });
    }
    return evaluation;
  }

  it('of one collection go one after the other, and none is lost', async () => {
    const started = await Promise.all([start(), start(), start()]);
    const runs = await Promise.all(started.map(ended));
    expect(runs.map((it) => it.state)).toEqual(['finished', 'finished', 'finished']);
    const times = runs
      .map((it) => [Date.parse(it.startedAt ?? ''), Date.parse(it.finishedAt ?? '')] as const)
      .toSorted(([a], [b]) => a - b);
    for (const [index, [begin]] of times.entries()) {
      if (index > 0) expect(begin).toBeGreaterThanOrEqual(times[index - 1]?.[1] ?? 0);
    }
    expect(new Set(runs.map((it) => it.digest)).size).toBe(1);
    expect(new Set(runs.map((it) => it.metrics?.accuracy)).size).toBe(1);
  });

  it('are computed once when nothing changed, and then have no latency', async () => {
    const fresh = await ended(await start());
    const reused = await ended(await start({ reuse: true }));
    const report = await api.call(routes.getEvaluationReport, { params: { evaluationId: reused.id } });
    expect(report.run).toMatchObject({ reused: 28, digest: fresh.digest, documentsChanged: false });
    expect(reused.metrics).toMatchObject({ latencyMeanMs: null, accuracy: fresh.metrics?.accuracy });
    expect(fresh.metrics?.latencyMeanMs).toBeGreaterThan(0);
    const comparison = await api.call(routes.compareEvaluations, { query: `?before=${fresh.id}&after=${reused.id}` });
    expect(comparison).toMatchObject({ common: 28, questions: [], configuration: [] });
    for (const { metric, difference } of comparison.metrics) {
      if (!metric.startsWith('latency')) expect([metric, difference]).toEqual([metric, 0]);
    }
  });

  it('can be repeated from what they were configured to measure', async () => {
    const first = await ended(await start());
    const again = await ended(await api.call(routes.repeatEvaluation, { params: { evaluationId: first.id } }));
    expect(again).toMatchObject({ state: 'finished', digest: first.digest, counts: first.counts ?? {} });
    expect(again.metrics?.accuracy).toBe(first.metrics?.accuracy);
    expect(again.configuration?.metrics.toSorted()).toEqual(metrics.toSorted());
  });

  it('can be cancelled while they wait and while they go, and stay cancelled', async () => {
    const going = await start();
    const waiting = await start();
    const cancelled = await api.call(routes.cancelEvaluation, { params: { evaluationId: waiting.id } });
    expect(cancelled.state).toBe('cancelled');
    while ((await api.call(routes.getEvaluation, { params: { evaluationId: going.id } })).state === 'queued')
      await sleep(20);
    await api.call(routes.cancelEvaluation, { params: { evaluationId: going.id } });
    const after = await ended(await start());
    expect(after.state).toBe('finished');
    for (const { id } of [going, waiting]) {
      expect((await api.call(routes.getEvaluation, { params: { evaluationId: id } })).state).toBe('cancelled');
    }
    const unchanged = await api.call(routes.cancelEvaluation, { params: { evaluationId: after.id } });
    expect(unchanged.state).toBe('finished');
  });

  it('are refused for what does not exist', async () => {
    const body = { collectionId: collection.id, goldSet: 'manuals' };
    const refused = async (given: object) =>
      (await api.refuse(routes.startEvaluation, { body: { ...body, ...given } })).code;
    expect(await refused({ profileVersion: 77 })).toBe('PROFILE_VERSION_NOT_FOUND');
    expect(await refused({ metrics: ['nonsense'] })).toBe('INVALID_INPUT');
    expect(await refused({ goldSetVersion: 3 })).toBe('GOLD_VERSION_NOT_FOUND');
    const gone = { params: { evaluationId: uuid } };
    expect((await api.refuse(routes.cancelEvaluation, gone)).code).toBe('EVALUATION_NOT_FOUND');
    expect((await api.refuse(routes.repeatEvaluation, gone)).code).toBe('EVALUATION_NOT_FOUND');
    const query = `?before=${uuid}&after=${uuid}`;
    expect((await api.refuse(routes.compareEvaluations, { query })).code).toBe('EVALUATION_NOT_FOUND');
  });
});
