import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routes, type Collection } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, type RunningTestApi } from './running-api.ts';

const root = join(import.meta.dirname, 'gold-sets');

describe.each(testDatabases())('question coverage on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let goldSet: string;
  let known: string;
  beforeAll(async () => {
    api = await runApi(kind);
    [goldSet = ''] = await readdir(root);
    const [line = ''] = (await readFile(join(root, goldSet, 'questions.jsonl'), 'utf8')).split('\n');
    known = (JSON.parse(line) as { question: string }).question;
    collection = await api.call(routes.createCollection, { body: { name: 'asked' } });
  });
  afterAll(() => api?.close());

  const ask = (question: string, externalId?: string) =>
    api.call(routes.ask, {
      params: { collectionId: collection.id },
      body: { question, ...(externalId === undefined ? {} : { externalId }) },
    });
  const measure = () =>
    api.call(routes.measureQuestionCoverage, { params: { goldSet }, body: { collectionId: collection.id } });

  it('is not defined while nobody has asked', async () => {
    expect(await measure()).toEqual({ asked: 0, clusters: 0, share: null, missing: [] });
  });

  it('counts what people asked, by how often, without the questions of evaluations', async () => {
    const foreign = '食堂今天的菜单里有没有红烧肉？';
    await ask(known);
    await ask(known);
    await ask(foreign);
    await ask('这个问题只在评测里出现过吗？', `evaluation:${goldSet}:q1`);
    expect(await measure()).toEqual({
      asked: 3,
      clusters: 2,
      share: 2 / 3,
      missing: [{ question: foreign, count: 1 }],
    });
  });

  it('refuses a gold set or a collection that is not there', async () => {
    const body = { collectionId: collection.id };
    expect(await api.refuse(routes.measureQuestionCoverage, { params: { goldSet: 'none' }, body })).toMatchObject({
      code: 'GOLD_SET_INVALID',
    });
    expect(
      await api.refuse(routes.measureQuestionCoverage, { params: { goldSet }, body: { collectionId: randomUUID() } }),
    ).toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});
