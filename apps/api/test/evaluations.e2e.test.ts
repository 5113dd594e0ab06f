import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routes, type Collection, type Evaluation } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('evaluations on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    const content = await readFile(join(import.meta.dirname, 'gold-sets', 'leave', 'documents', 'leave.md'), 'utf8');
    await api.call(routes.uploadDocuments, {
      params: { collectionId: collection.id },
      body: upload({ name: 'leave.md', content }),
    });
  });
  afterAll(() => api?.close());

  it('list the gold sets of the server', async () => {
    expect(await api.call(routes.listGoldSets)).toMatchObject({
      items: [{ name: 'leave', kind: 'folder', questions: 2 }],
    });
  });

  it('run as jobs and end with a report', async () => {
    const started = await api.call(routes.startEvaluation, { body: { collectionId: collection.id, goldSet: 'leave' } });
    const params = { evaluationId: started.id };
    let evaluation: Evaluation = started;
    while (evaluation.state === 'queued' || evaluation.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      evaluation = await api.call(routes.getEvaluation, { params });
    }
    expect(evaluation).toMatchObject({
      state: 'finished',
      failure: null,
      counts: { questions: 2, answerable: 1, unanswerable: 1 },
    });
    const report = await api.call(routes.getEvaluationReport, { params });
    expect(report.questions.map((question) => question.id).toSorted()).toEqual(['l1', 'l2']);
    const { items } = await api.call(routes.listEvaluations, { query: `?collectionId=${collection.id}` });
    expect(items.map((item) => item.id)).toEqual([started.id]);
  });

  it('are refused for what the server does not know', async () => {
    const body = { collectionId: collection.id, goldSet: 'nothing' };
    expect(await api.refuse(routes.startEvaluation, { body })).toMatchObject({ code: 'GOLD_SET_INVALID' });
    expect(await api.refuse(routes.startEvaluation, { body: { ...body, goldSet: '../leave' } })).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});
