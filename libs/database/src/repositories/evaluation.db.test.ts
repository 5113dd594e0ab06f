import { sampleCollection, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvaluationRepository } from './evaluation.repository.ts';

describe.each(testDatabases())('evaluations ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test('from queued over running to failed, as the job reports it', async () => {
    const evaluations = new EvaluationRepository(opened.database);
    const { scope, collectionId } = await sampleCollection(opened.database);
    const { id } = await evaluations.create(scope, { collectionId, goldSet: 'sample', limit: 10 });
    expect(await evaluations.load(id)).toEqual({
      id,
      collectionId,
      collectionName: 'sample',
      goldSet: 'sample',
      limit: 10,
      goldSetVersion: undefined,
      profileVersion: undefined,
      metrics: undefined,
      reuse: false,
      digest: null,
      scope: { tenantId: scope.tenantId, collectionIds: [collectionId] },
    });
    await evaluations.setProgress(id, 0.4);
    expect(await evaluations.get(scope, id)).toMatchObject({ state: 'running', progress: 0.4, finishedAt: null });
    expect(await evaluations.unfinished()).toEqual([id]);
    await evaluations.fail(id, { code: 'GOLD_SET_INVALID', en: 'e', zh: '中' });
    expect(await evaluations.get(scope, id)).toMatchObject({
      state: 'failed',
      failure: { code: 'GOLD_SET_INVALID', zh: '中' },
    });
    expect(await evaluations.unfinished()).toEqual([]);
    expect(await evaluations.load(id)).toBeNull();
    expect(await evaluations.report(scope, id)).toBeNull();
  });
});
