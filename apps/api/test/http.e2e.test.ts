import { request } from 'node:http';
import { routes, type Collection } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxFileBytes, paramsOf, runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('the HTTP door on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let params: { collectionId: string };
  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: '人事' } });
    params = { collectionId: collection.id };
  });
  afterAll(() => api?.close());

  describe('asks who is there', () => {
    it.each(Object.entries(routes))('before anything else: %s', async (_, route) => {
      for (const token of ['', 'mgd_wrong']) {
        const problem = await api.refuse(route, { params: paramsOf(route), token });
        expect(problem).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      }
    });

    it('and takes the secret from either header', async () => {
      const bearer = await api.call(routes.getSession);
      const key = await api.call(routes.getSession, { token: '', headers: { 'x-api-key': api.admin } });
      expect(bearer).toEqual(key);
      expect(bearer.kind).toBe('admin');
    });
  });

  describe('refuses with a problem', () => {
    it.each([
      ['malformed JSON', '{"question":', undefined],
      ['a body of another type', '"question"', 'body'],
      ['a wrong type', '{"question": 1}', 'body.question'],
      ['no question', '{}', 'body.question'],
      ['10,001 characters', JSON.stringify({ question: '问'.repeat(10_001) }), 'body.question'],
      ['a character that cannot be stored', '{"question": "a\\u0000"}', 'body.question'],
      ['a prototype in the body', '{"question": "x", "__proto__": {"admin": true}}', undefined],
    ])('%s', async (_, body, path) => {
      const problem = await api.refuse(routes.ask, { params, body });
      expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
      if (path !== undefined) expect(problem.issues?.map((issue) => issue.path)).toEqual([path]);
    });

    it('a body larger than any question', async () => {
      const problem = await api.refuse(routes.ask, { params, body: { question: 'x'.repeat(1024 * 1024) } });
      expect(problem.status).toBe(413);
    });

    it.each([
      ['a collection', routes.getCollection, 'COLLECTION_NOT_FOUND'],
      ['a document', routes.getDocument, 'DOCUMENT_NOT_FOUND'],
      ['a text', routes.getVersionText, 'DOCUMENT_NOT_FOUND'],
      ['an original', routes.downloadVersion, 'DOCUMENT_NOT_FOUND'],
      ['an answer', routes.getAnswer, 'ANSWER_NOT_FOUND'],
      ['an evaluation', routes.getEvaluation, 'EVALUATION_NOT_FOUND'],
      ['a report', routes.getEvaluationReport, 'EVALUATION_NOT_FOUND'],
      ['documents of a collection', routes.listDocuments, 'COLLECTION_NOT_FOUND'],
      ['a collection to delete', routes.deleteCollection, 'COLLECTION_NOT_FOUND'],
      ['a document to delete', routes.deleteDocument, 'DOCUMENT_NOT_FOUND'],
      ['a key to revoke', routes.revokeApiKey, 'NOT_FOUND'],
    ])('an unknown id: %s', async (_, route, code) => {
      const ids = {
        collectionId: uuid,
        documentId: uuid,
        versionId: uuid,
        answerId: uuid,
        evaluationId: uuid,
        keyId: uuid,
      };
      expect(await api.refuse(route, { params: ids })).toMatchObject({ status: 404, code });
    });

    it('a question to an unknown collection or conversation, streamed or not', async () => {
      const body = { question: '年假？' };
      for (const route of [routes.ask, routes.askStream]) {
        expect(await api.refuse(route, { params: { collectionId: uuid }, body })).toMatchObject({
          code: 'COLLECTION_NOT_FOUND',
        });
        const unknown = { ...body, conversationId: uuid };
        expect(await api.refuse(route, { params, body: unknown })).toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
      }
    });

    it('an address that holds no id, a path and a method that do not exist', async () => {
      expect(await api.refuse(routes.getCollection, { params: { collectionId: 'x' } })).toMatchObject({
        code: 'NOT_FOUND',
      });
      expect(await api.refuse({ ...routes.getSession, path: '/nothing' })).toMatchObject({ code: 'NOT_FOUND' });
      expect(await api.refuse({ ...routes.getSession, method: 'DELETE' })).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('a second collection of the same name', async () => {
      expect(await api.refuse(routes.createCollection, { body: { name: '人事' } })).toMatchObject({
        status: 409,
        code: 'COLLECTION_EXISTS',
      });
    });

    it.each([
      ['an empty file', { name: 'a.txt', content: '' }, 422, 'FILE_EMPTY'],
      ['a file of no supported type', { name: 'a.exe', content: 'MZ\u0000\u0001\u0002' }, 415, 'FILE_TYPE_UNSUPPORTED'],
      ['a file that is too large', { name: 'a.txt', content: 'x'.repeat(maxFileBytes + 1) }, 413, 'FILE_TOO_LARGE'],
    ])('%s, naming it', async (_, file, status, code) => {
      const problem = await api.refuse(routes.uploadDocuments, { params, body: upload(file) });
      expect(problem).toMatchObject({ status, code });
      expect(problem.detail).toContain(file.name);
    });

    it('a file far too large without taking all of it, and goes on serving', async () => {
      const sent = await endlessUpload(`${api.url}/api/v1/collections/${collection.id}/documents`, api.admin);
      expect(sent.status).toBe(413);
      expect(sent.bytes).toBeLessThan(64 * 1024 * 1024);
      expect((await api.call(routes.getSession)).kind).toBe('admin');
    });
  });

  it('shows everything that was said in a conversation', async () => {
    const hello = await api.call(routes.ask, { params, body: { question: '你好' } });
    const { conversationId } = hello;
    const ask = (question: string) => api.call(routes.ask, { params, body: { question, conversationId } });
    const refused = await ask('年假有几天？');
    expect(refused.outcome).toBe('refused');
    const of = { params: { conversationId } };
    await api.call(routes.changeConversation, { ...of, body: { state: 'handed-over' } });
    const waiting = await ask('病假呢？');
    const said = [hello, refused, waiting].flatMap(({ question, text }) => [
      { role: 'user', text: question },
      { role: 'assistant', text },
    ]);
    const shown = (await (await api.send(routes.getConversation, of)).json()) as { memory: object };
    expect(shown).toMatchObject({ id: conversationId, memory: { state: 'handed-over' }, turns: said });
    const resumed = await api.send(routes.changeConversation, { ...of, body: { state: 'asking' } });
    expect(await resumed.json()).toEqual({ ...shown, memory: { ...shown.memory, state: 'asking' } });
    expect(Object.keys(shown).toSorted()).toEqual(['collectionId', 'id', 'memory', 'turns']);
  });

  it('keeps the request id of the caller, and replaces one that could garble a log', async () => {
    const kept = await api.send(routes.getSession, { headers: { 'x-request-id': 'ticket-4711' } });
    expect(kept.headers.get('x-request-id')).toBe('ticket-4711');
    const replaced = await api.send(routes.getSession, { headers: { 'x-request-id': 'a b{}' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const problem = await api.refuse(routes.getSession, { token: '', headers: { 'x-request-id': 'ticket-4712' } });
    expect(problem.requestId).toBe('ticket-4712');
  });

  it('sends protective headers and allows no other origin', async () => {
    const reply = await api.send(routes.getSession, { headers: { origin: 'https://elsewhere.example' } });
    expect(reply.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('says that it lives and is ready', async () => {
    expect(await (await fetch(`${api.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
    const ready = await fetch(`${api.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', models: 'ok' } });
  });

  it('shows its description to people and to programs', async () => {
    const page = await (await fetch(`${api.url}/docs`)).text();
    for (const [, asset] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(`${api.url}${asset}`)).status, asset).toBe(200);
    }
    const description = (await (await fetch(`${api.url}/docs/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toContain('/api/v1/collections/{collectionId}/ask');
  });
});

/** Sends a file without end until the server answers. */
function endlessUpload(url: string, token: string): Promise<{ status: number | undefined; bytes: number }> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let answered = false;
    const outgoing = request(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'transfer-encoding': 'chunked',
      },
    });
    outgoing.on('response', (incoming) => {
      answered = true;
      resolve({ status: incoming.statusCode, bytes });
      incoming.destroy();
      outgoing.destroy();
    });
    outgoing.on('error', (error) => {
      if (!answered) reject(error);
    });
    outgoing.write('--b\r\ncontent-disposition: form-data; name="file"; filename="endless.txt"\r\n\r\n');
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = (): void => {
      if (answered || outgoing.destroyed) return;
      bytes += chunk.length;
      if (outgoing.write(chunk)) setImmediate(more);
      else outgoing.once('drain', more);
    };
    more();
  });
}
