import { setTimeout as sleep } from 'node:timers/promises';
import { routes, type Collection, type DocumentView } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';
import { scannedPdf } from './scanned-pdf.ts';

/** Embedding this takes far longer than the test: only a cancelled one ends. */
const endless = Array.from(
  { length: 12_000 },
  (_, at) => `Rule ${at} says that form ${at * 7} goes to desk ${at % 97}.`,
);

describe.each(testDatabases())('imports under control on the $kind database', (kind) => {
  let api: RunningTestApi;
  let collection: Collection;
  let params: { collectionId: string };
  beforeAll(async () => {
    api = await runApi(kind, undefined, { MINGDA_OCR: 'off', MINGDA_MAX_FILE_MB: '5', MINGDA_INGEST_CONCURRENCY: '1' });
    collection = await api.call(routes.createCollection, { body: { name: 'imports' } });
    params = { collectionId: collection.id };
  });
  afterAll(() => api?.close());

  const send = async (name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> => {
    const body = upload({ name, content });
    const { items } = await api.call(routes.uploadDocuments, { params, body });
    return items[0]?.documentId ?? '';
  };
  const until = async (documentId: string, holds: (document: DocumentView) => boolean): Promise<DocumentView> => {
    for (;;) {
      const document = await api.call(routes.getDocument, { params: { ...params, documentId } });
      if (holds(document)) return document;
      await sleep(50);
    }
  };
  const ended = (documentId: string): Promise<DocumentView> =>
    until(documentId, ({ latestVersion }) => ['ready', 'ready-with-warnings', 'failed'].includes(latestVersion.state));

  it('refuses a plain "ready" to pages without text and names them', async () => {
    const { latestVersion } = await ended(await send('part.pdf', scannedPdf(['text', 'scan', 'blank', 'scan'])));
    expect(latestVersion.state).toBe('ready-with-warnings');
    expect(latestVersion.pages.map((it) => it.state)).toEqual(['text', 'scan', 'empty', 'scan']);
    expect(latestVersion.warnings.map((it) => [it.code, it.subject])).toEqual([
      ['FILE_NO_TEXT', 'page 2'],
      ['FILE_NO_TEXT', 'page 4'],
    ]);
  });

  it('fails a file all of whose pages are empty, with a cause in both languages', async () => {
    const { latestVersion } = await ended(await send('scan.pdf', scannedPdf(['scan', 'blank'])));
    expect(latestVersion).toMatchObject({
      state: 'failed',
      failure: { code: 'FILE_NO_TEXT', en: expect.stringMatching(/text/), zh: expect.stringMatching(/文字/) },
    });
    const list = await api.call(routes.listFailedImports, { query: `?collectionId=${collection.id}` });
    expect(list).toMatchObject({
      total: 1,
      items: [{ sourceKey: 'scan.pdf', collectionName: 'imports', attempts: 1, failure: { code: 'FILE_NO_TEXT' } }],
      codes: [{ code: 'FILE_NO_TEXT', count: 1 }],
    });
  });

  it('tries failed ones again, which may fail again, and dismisses them', async () => {
    expect(await api.call(routes.retryFailedImports, { body: { code: 'FILE_NO_TEXT' } })).toEqual({ changed: 1 });
    const failed = async (): Promise<number> => (await api.call(routes.listFailedImports)).total;
    while ((await failed()) === 0) await sleep(50);
    expect(await api.call(routes.dismissFailedImports, { body: {} })).toEqual({ changed: 1 });
    expect(await failed()).toBe(0);
    expect(await api.refuse(routes.retryFailedImports, { body: { versionIds: ['x'] } })).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('stops a document that is being embedded, frees its lane and takes it up again when asked', async () => {
    const documentId = await send('endless.txt', endless.join('\n\n'));
    await until(documentId, ({ latestVersion }) => latestVersion.state === 'embedding');
    const next = await send('next.txt', 'Parking permits are issued at the front desk.');
    const cancelled = await api.call(routes.cancelDocument, { params: { ...params, documentId } });
    expect(cancelled.latestVersion).toMatchObject({ state: 'cancelled', failure: null });
    expect((await ended(next)).latestVersion.state).toBe('ready');
    await api.call(routes.retryDocument, { params: { ...params, documentId } });
    await until(documentId, ({ latestVersion }) => latestVersion.state === 'embedding');
  });

  it('pauses and goes on, one collection or all', async () => {
    const paused = await api.call(routes.pauseImport, { params });
    expect(paused).toMatchObject({ paused: true, allPaused: false, running: 0, waiting: 1, etaSeconds: null });
    const waiting = await send('later.txt', 'The canteen opens at noon.');
    expect(await api.call(routes.pauseAllImports)).toMatchObject({ total: { paused: true, waiting: 2, running: 0 } });
    expect(await api.call(routes.resumeImport, { params })).toMatchObject({ paused: true, allPaused: true });
    expect((await until(waiting, () => true)).latestVersion.state).toBe('queued');
    await api.call(routes.resumeAllImports);
    await ended(waiting);
  });

  it('cancels whatever is left, shows it in the metrics, and takes the same bytes again', async () => {
    expect(await api.call(routes.cancelImport, { params })).toEqual({ changed: 1 });
    expect(await api.call(routes.getCollectionImport, { params })).toMatchObject({
      waiting: 0,
      retrying: 0,
      running: 0,
    });
    const metrics = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.admin}` } });
    const page = await metrics.text();
    expect(page).toContain('mingda_import_documents{state="waiting"} 0');
    expect(page).toContain('mingda_import_paused 0');
    const body = upload({ name: 'endless.txt', content: endless.join('\n\n') });
    const { items } = await api.call(routes.uploadDocuments, { params, body });
    expect(items[0]).toMatchObject({ changed: true });
    expect(await api.call(routes.cancelImport, { params })).toEqual({ changed: 1 });
  });
});
