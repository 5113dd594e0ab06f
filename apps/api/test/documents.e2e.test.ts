import { routes, type Answer, type Collection, type DocumentVersion, type DocumentView } from '@mingda/contracts';
import { protectedPdf, testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, runApi, upload, uuid, type RunningTestApi } from './running-api.ts';

const handbook = `# 员工手册

## 休假

工作满一年的员工每年享有10天带薪年假。病假需要在三天内提交医院证明。

## 差旅

出差住宿标准为每晚450元，超出部分由本人承担。
`;
const guide =
  'To reset your VPN password, open the account page and choose Reset. VPN passwords expire after 90 days.\n';

describe.each(testDatabases())('documents and questions on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let params: { collectionId: string };
  beforeAll(async () => {
    api = await runApi(kind);
    collection = await api.call(routes.createCollection, { body: { name: 'kb' } });
    params = { collectionId: collection.id };
  });
  afterAll(() => api?.close());

  const documentOf = async (key: string): Promise<DocumentView> => {
    const { items } = await api.call(routes.listDocuments, { params, query: `?search=${encodeURIComponent(key)}` });
    const found = items.find((item) => item.sourceKey === key);
    if (found === undefined) throw new Error(`no document ${key}`);
    return found;
  };
  const ready = async (key: string): Promise<DocumentView> => {
    for (;;) {
      const document = await documentOf(key);
      if (['ready', 'ready-with-warnings', 'failed'].includes(document.latestVersion.state)) return document;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const proves = async (answer: Answer): Promise<void> => {
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const { documentId, versionId, charStart, charEnd, quote } of answer.citations) {
      const { text } = await api.call(routes.getVersionText, { params: { ...params, documentId, versionId } });
      expect(text.slice(charStart, charEnd)).toBe(quote);
    }
  };

  it('are accepted at once, followed by events, and answer with a proof', async () => {
    const stop = new AbortController();
    const watching = await fetch(`${api.url}/api/v1/collections/${collection.id}/progress`, {
      headers: { authorization: `Bearer ${api.admin}` },
      signal: stop.signal,
    });
    const { items } = await api.call(routes.uploadDocuments, {
      params,
      body: upload(
        { name: '员工手册.md', key: 'hr/员工手册.md', content: handbook },
        { name: 'vpn.txt', content: guide },
      ),
    });
    expect(items.map((item) => [item.changed, item.state])).toEqual([
      [true, 'queued'],
      [true, 'queued'],
    ]);
    const status = await fetch(`${api.url}${items[0]?.statusUrl}`, { headers: { 'x-api-key': api.admin } });
    expect(status.status).toBe(200);

    const progress = new Map<string, number[]>();
    const left = new Set(items.map((item) => item.versionId));
    for await (const { name, data } of eventsOf(watching)) {
      expect(name).toBe('progress');
      const version: DocumentVersion = routes.watchDocuments.response.parse(data);
      progress.set(version.id, [...(progress.get(version.id) ?? []), version.progress]);
      if (version.state === 'ready') left.delete(version.id);
      if (left.size === 0) break;
    }
    stop.abort();
    for (const steps of progress.values()) expect(steps).toEqual(steps.toSorted((a, b) => a - b));

    const zh = await api.call(routes.ask, {
      params,
      body: { question: '工作满一年有几天年假？', externalId: 'TICKET-1' },
    });
    expect(zh).toMatchObject({ outcome: 'answered', externalId: 'TICKET-1', lang: 'zh', handOver: false });
    expect(zh.text).toContain('10天');
    await proves(zh);
    const en = await api.call(routes.ask, { params, body: { question: 'When do VPN passwords expire?' } });
    expect(en.text).toContain('90 days');
    await proves(en);
    expect(await api.call(routes.getAnswer, { params: { answerId: zh.id } })).toEqual(zh);
  });

  it('stream the same answer as events', async () => {
    const response = await api.send(routes.askStream, { params, body: { question: '出差住宿标准是多少？' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = [];
    for await (const { name, data } of eventsOf(response)) {
      const event = routes.askStream.response.parse(data);
      expect(name).toBe(event.type);
      events.push(event);
    }
    expect(events[0]?.type).toBe('passages');
    const last = events.at(-1);
    if (last?.type !== 'answer') throw new Error('the answer does not come last');
    expect(last.answer.text).toContain('450');
    expect(await api.call(routes.getAnswer, { params: { answerId: last.answer.id } })).toEqual(last.answer);
  });

  it('find passages', async () => {
    const { passages } = await api.call(routes.search, { params, body: { query: 'VPN password', limit: 1 } });
    expect(passages.map((passage) => passage.sourceKey)).toEqual(['vpn.txt']);
  });

  it('take feedback, and only for answers that exist', async () => {
    const { id } = await api.call(routes.ask, { params, body: { question: '病假要交什么证明？' } });
    await api.call(routes.giveFeedback, {
      params: { answerId: id },
      body: { thumb: 'down', rating: 2, comment: '不完整' },
    });
    expect(await api.refuse(routes.giveFeedback, { params: { answerId: uuid }, body: { thumb: 'up' } })).toMatchObject({
      code: 'ANSWER_NOT_FOUND',
    });
    for (const body of [{}, { rating: 6 }, { thumb: 'sideways' }]) {
      expect(await api.refuse(routes.giveFeedback, { params: { answerId: id }, body })).toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
  });

  it('with the same bytes change nothing, with other bytes become a new version', async () => {
    const key = 'hr/员工手册.md';
    const again = await api.call(routes.uploadDocuments, {
      params,
      body: upload({ name: 'x.md', key, content: handbook }),
    });
    expect(again.items).toMatchObject([{ changed: false, state: 'ready' }]);
    const changed = await api.call(routes.uploadDocuments, {
      params,
      body: upload({ name: 'x.md', key, content: handbook.replace('10天', '12天') }),
    });
    expect(changed.items).toMatchObject([{ changed: true, documentId: again.items[0]?.documentId }]);
    const document = await ready(key);
    expect(document).toMatchObject({
      currentVersionId: changed.items[0]?.versionId,
      latestVersion: { number: 2, state: 'ready' },
    });
    const versions = await api.call(routes.listVersions, { params: { ...params, documentId: document.id } });
    expect(versions.items.toSorted((a, b) => a.number - b.number).map((it) => [it.number, it.state])).toEqual([
      [1, 'superseded'],
      [2, 'ready'],
    ]);
    const answer = await api.call(routes.ask, { params, body: { question: '工作满一年有几天年假？' } });
    expect(answer.text).toContain('12天');
    await proves(answer);
  });

  it('give their original back under its Chinese name, as an attachment', async () => {
    await api.call(routes.uploadDocuments, {
      params,
      body: upload({ name: '人事/页面; 一.html', content: '<script>alert(1)</script><p>第一页的内容。</p>' }),
    });
    const document = await ready('人事/页面; 一.html');
    const versionId = document.latestVersion.id;
    const original = await api.send(routes.downloadVersion, {
      params: { ...params, documentId: document.id, versionId },
    });
    expect(await original.text()).toContain('<script>alert(1)</script>');
    const disposition = original.headers.get('content-disposition') ?? '';
    expect(disposition.startsWith('attachment')).toBe(true);
    expect(decodeURIComponent(/filename\*=utf-8''([^;]+)/i.exec(disposition)?.[1] ?? '')).toContain('页面');
  });

  it('that turn out damaged are failed with their cause, and can be tried again', async () => {
    await api.call(routes.uploadDocuments, {
      params,
      body: upload({ name: 'broken.pdf', content: '%PDF-1.7\nnothing of a PDF follows\n' }),
    });
    const document = await ready('broken.pdf');
    expect(document).toMatchObject({
      currentVersionId: null,
      latestVersion: { state: 'failed', failure: { code: 'FILE_CORRUPT' } },
    });
    const retried = await api.call(routes.retryDocument, { params: { ...params, documentId: document.id } });
    expect(retried.id).toBe(document.id);
    expect((await ready('broken.pdf')).latestVersion.state).toBe('failed');
  });

  it('that are protected are read once their password is given', async () => {
    await api.call(routes.uploadDocuments, {
      params,
      body: upload({ name: 'locked.pdf', content: await protectedPdf('Pensions are paid on the last day.', 'sesame') }),
    });
    const document = await ready('locked.pdf');
    expect(document.latestVersion).toMatchObject({ state: 'failed', failure: { code: 'FILE_ENCRYPTED' } });
    const place = { ...params, documentId: document.id };
    await api.call(routes.unlockDocument, { params: place, body: { password: 'wrong' } });
    expect((await ready('locked.pdf')).latestVersion.failure).toMatchObject({ code: 'FILE_PASSWORD_WRONG' });
    const given = await api.call(routes.unlockDocument, { params: place, body: { password: 'sesame' } });
    expect(JSON.stringify(given)).not.toContain('sesame');
    const opened = await ready('locked.pdf');
    expect(opened.latestVersion.state).toBe('ready');
    const { passages } = await api.call(routes.search, { params, body: { query: 'pensions' } });
    expect(passages.map((passage) => passage.sourceKey)).toContain('locked.pdf');
    await api.call(routes.deleteDocument, { params: place });
  });

  it('of old formats are refused with what to install', async () => {
    const body = upload({ name: 'old.rtf', content: String.raw`{\rtf1 text}` });
    expect(await api.refuse(routes.uploadDocuments, { params, body })).toMatchObject({ code: 'FILE_NEEDS_CONVERTER' });
  });

  it('do not exist under the address of another collection', async () => {
    const other = await api.call(routes.createCollection, { body: { name: 'other' } });
    const document = await documentOf('vpn.txt');
    const wrong = { collectionId: other.id, documentId: document.id, versionId: document.latestVersion.id };
    for (const route of [routes.getDocument, routes.getVersionText, routes.downloadVersion, routes.deleteDocument]) {
      expect(await api.refuse(route, { params: wrong })).toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
    }
    await api.call(routes.deleteCollection, { params: { collectionId: other.id } });
  });

  it('answer nothing more once deleted', async () => {
    const document = await documentOf('vpn.txt');
    await api.call(routes.deleteDocument, { params: { ...params, documentId: document.id } });
    expect(await api.refuse(routes.getDocument, { params: { ...params, documentId: document.id } })).toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
    const { passages } = await api.call(routes.search, { params, body: { query: 'VPN password' } });
    expect(passages.map((passage) => passage.sourceKey)).not.toContain('vpn.txt');
  });
});
