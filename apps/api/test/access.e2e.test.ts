import { routes, type Collection } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paramsOf, runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('an integration key on the $kind database', (kind) => {
  let api: RunningTestApi;
  let own: Collection;
  let foreign: Collection;
  let token: string;
  let keyId: string;
  let foreignAnswer: string;
  let foreignDocument: { documentId: string; versionId: string };

  beforeAll(async () => {
    api = await runApi(kind);
    own = await api.call(routes.createCollection, { body: { name: 'own' } });
    foreign = await api.call(routes.createCollection, { body: { name: 'foreign' } });
    const uploaded = await api.call(routes.uploadDocuments, {
      params: { collectionId: foreign.id },
      body: upload({ name: 'secret.txt', content: 'The merger will be announced on the ninth of May.' }),
    });
    foreignDocument = uploaded.items[0] ?? { documentId: '', versionId: '' };
    const answer = await api.call(routes.ask, {
      params: { collectionId: foreign.id },
      body: { question: 'When is the merger?' },
    });
    foreignAnswer = answer.id;
    const key = await api.call(routes.createApiKey, { body: { name: 'helpdesk', collectionIds: [own.id] } });
    token = key.secret;
    keyId = key.id;
  });
  afterAll(() => api?.close());

  it.each(Object.entries(routes).filter(([, route]) => route.auth === 'admin'))(
    'never does what is for administrators: %s',
    async (_, route) => {
      const problem = await api.refuse(route, { params: { ...paramsOf(route), collectionId: own.id }, token });
      expect(problem).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    },
  );

  it('sees its own collections only', async () => {
    const { items } = await api.call(routes.listCollections, { token });
    expect(items.map((item) => item.name)).toEqual(['own']);
    expect((await api.call(routes.getSession, { token })).kind).toBe('integration');
  });

  it('asks and searches its own collection, and rates the answer', async () => {
    const params = { collectionId: own.id };
    const answer = await api.call(routes.ask, { params, body: { question: '年假？' }, token });
    expect(answer.outcome).toBe('refused');
    await api.call(routes.search, { params, body: { query: '年假' }, token });
    await api.call(routes.giveFeedback, { params: { answerId: answer.id }, body: { thumb: 'up' }, token });
  });

  it('does not learn that other collections, documents and answers exist', async () => {
    const params = { ...foreignDocument, collectionId: foreign.id };
    for (const [route, body] of [
      [routes.getCollection, undefined],
      [routes.ask, { question: 'merger?' }],
      [routes.askStream, { question: 'merger?' }],
      [routes.search, { query: 'merger' }],
    ] as const) {
      expect(await api.refuse(route, { params, body, token })).toMatchObject({
        status: 404,
        code: 'COLLECTION_NOT_FOUND',
      });
    }
    for (const route of [routes.getVersionText, routes.downloadVersion]) {
      expect(await api.refuse(route, { params, token })).toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
      const smuggled = { ...params, collectionId: own.id };
      expect(await api.refuse(route, { params: smuggled, token })).toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    }
    const answer = { answerId: foreignAnswer };
    expect(await api.refuse(routes.getAnswer, { params: answer, token })).toMatchObject({ code: 'ANSWER_NOT_FOUND' });
    expect(await api.refuse(routes.giveFeedback, { params: answer, body: { thumb: 'up' }, token })).toMatchObject({
      code: 'ANSWER_NOT_FOUND',
    });
  });

  it('cannot be made for a collection that does not exist', async () => {
    const body = { name: 'x', collectionIds: [uuid] };
    expect(await api.refuse(routes.createApiKey, { body })).toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });

  it('is listed without its secret and is worth nothing once revoked', async () => {
    const { items } = await api.call(routes.listApiKeys);
    expect(items.find((item) => item.id === keyId)).toMatchObject({
      name: 'helpdesk',
      kind: 'integration',
      collectionIds: [own.id],
    });
    expect(JSON.stringify(items)).not.toContain(token);
    await api.call(routes.revokeApiKey, { params: { keyId } });
    expect(await api.refuse(routes.getSession, { token })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
