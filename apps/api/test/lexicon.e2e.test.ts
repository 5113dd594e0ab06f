import { routes } from '@mingda/contracts';
import { MingdaApiRetriever } from '@mingda/langchain';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const patience = { timeout: 60_000, interval: 100 };

describe.each(testDatabases())('words, metadata and filters over HTTP, $kind database', (kind) => {
  let api: RunningTestApi;
  let params: { collectionId: string };
  let key: string;

  beforeAll(async () => {
    api = await runApi(kind);
    const made = await api.call(routes.createCollection, { body: { name: 'lexicon' } });
    params = { collectionId: made.id };
    const fields = { items: [{ name: 'amount', type: 'number', label: '金额' }] };
    await api.call(routes.setFields, { params, body: fields });
    const form = new FormData();
    form.append('sourceKey', 'hr/leave.md');
    form.append('metadata', JSON.stringify({ tags: ['制度'], fields: { amount: 10 }, documentDate: '2025-03-01' }));
    form.append('file', new Blob(['# 请假制度\n\n普通员工的年假为 10 天。']), 'leave.md');
    form.append('sourceKey', 'it/gateway.md');
    form.append('file', new Blob(['# 云雀智联网关\n\n云雀智联网关重启需要三分钟。']), 'gateway.md');
    await api.call(routes.uploadDocuments, { params, body: form });
    await ready(2);
    const created = await api.call(routes.createApiKey, { body: { name: 'helpdesk', collectionIds: [made.id] } });
    key = created.secret;
  });
  afterAll(() => api.close());

  const ready = (count: number): Promise<void> =>
    vi.waitFor(async () => {
      expect((await api.call(routes.listDocuments, { params, query: '?state=ready' })).total).toBe(count);
    }, patience);

  it('what was uploaded with a file is there, and what does not fit is refused before the file is taken', async () => {
    const { items } = await api.call(routes.listTags, { params });
    expect(items).toEqual([{ tag: '制度', documents: 1 }]);
    const wrong = new FormData();
    wrong.append('metadata', JSON.stringify({ fields: { amount: 'ten' } }));
    wrong.append('file', new Blob(['text']), 'x.md');
    expect(await api.refuse(routes.uploadDocuments, { params, body: wrong })).toMatchObject({
      code: 'FIELD_VALUE_INVALID',
    });
    const broken = new FormData();
    broken.append('metadata', '{');
    broken.append('file', new Blob(['text']), 'x.md');
    expect(await api.refuse(routes.uploadDocuments, { params, body: broken })).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await api.call(routes.listDocuments, { params })).total).toBe(2);
  });

  it('a filter narrows search and answers, and a bad one is named', async () => {
    const filter = [{ field: 'fields.amount', operator: 'gte', value: 10 }];
    const { passages } = await api.call(routes.search, { params, body: { query: '云雀 年假', filter } });
    expect(passages.map((it) => it.sourceKey)).toEqual(['hr/leave.md']);
    const question = '年假有几天';
    const none = [{ field: 'tag', operator: 'eq', value: 'it' }];
    expect(await api.call(routes.ask, { params, body: { question, filter } })).toMatchObject({ outcome: 'answered' });
    expect(await api.call(routes.ask, { params, body: { question, filter: none } })).toMatchObject({
      outcome: 'refused',
    });
    const bad = [{ field: 'fields.amount', operator: 'prefix', value: '1' }];
    const problem = await api.refuse(routes.search, { params, body: { query: 'x', filter: bad } });
    expect(problem).toMatchObject({ code: 'FILTER_INVALID', status: 400 });
    expect(problem.detail).toContain('fields.amount prefix');
  });

  it('words are applied by the worker, synonyms at once', async () => {
    await api.call(routes.addWords, { params, body: { words: ['云雀智联网关'] } });
    await expect.poll(async () => (await api.call(routes.getLexicon, { params })).analysed, patience).toBe(2);
    const body = { words: ['年休假', '年假'], means: [] };
    const synonym = await api.call(routes.addSynonym, { params, body });
    const found = await api.call(routes.search, { params, body: { query: '年休假' } });
    expect(found.expansions).toEqual([{ asked: '年休假', means: '年假' }]);
    expect(await api.refuse(routes.addSynonym, { params, body })).toMatchObject({ code: 'SYNONYM_EXISTS' });
    await api.call(routes.deleteSynonym, { params: { ...params, synonymId: synonym.id } });
    expect((await api.call(routes.search, { params, body: { query: '年休假' } })).expansions).toEqual([]);
  });

  it('integrations search with filters, and change nothing', async () => {
    const body = { query: '年假', filter: [{ field: 'tag', operator: 'exists' }] };
    expect((await api.call(routes.search, { params, body, token: key })).passages).toHaveLength(1);
    const refusal = await api.refuse(routes.addWords, { params, body: { words: ['新词'] }, token: key });
    expect(refusal).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('equal texts of two documents are one passage that names both', async () => {
    const text = '# 报销\n\n差旅报销须在返回后十个工作日内提交，发票原件交财务部门审核后方可付款。';
    await api.call(routes.uploadDocuments, {
      params,
      body: upload(
        { name: 'a.md', key: 'copy/a.md', content: text },
        { name: 'b.md', key: 'copy/b.md', content: text },
      ),
    });
    await ready(4);
    const { passages } = await api.call(routes.search, { params, body: { query: '差旅报销何时提交' } });
    const copies = passages.filter((it) => it.sourceKey.startsWith('copy/'));
    expect(copies).toHaveLength(1);
    expect([copies[0]?.sourceKey, ...(copies[0]?.alsoIn.map((it) => it.sourceKey) ?? [])].toSorted()).toEqual([
      'copy/a.md',
      'copy/b.md',
    ]);
  });

  it('a LangChain chain retrieves over the API with a key', async () => {
    const retriever = new MingdaApiRetriever({
      url: api.url,
      apiKey: key,
      ...params,
      limit: 1,
      filter: [{ field: 'source', operator: 'prefix', value: 'hr/' }],
    });
    const chain = retriever.pipe((documents) => documents.map((it) => `${it.metadata.source}: ${it.pageContent}`));
    expect(await chain.invoke('年假有几天')).toEqual([expect.stringMatching(/^hr\/leave\.md: .*10 天/su)]);
    const [document] = await retriever.invoke('年假');
    expect(document?.metadata.citation).toMatchObject({ versionNumber: 1, charStart: expect.any(Number) });
    const stranger = new MingdaApiRetriever({ url: api.url, apiKey: 'mgd_wrong', ...params });
    await expect(stranger.invoke('年假')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
