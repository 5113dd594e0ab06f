import { routes, type DocumentView } from '@mingda/contracts';
import { S3Client } from '@mingda/files';
import { OutboundHttp, TargetGuard } from '@mingda/platform';
import { objectStorePrograms, testDatabases, type ObjectStore } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const [program] = objectStorePrograms();

describe.skipIf(program === undefined).each(testDatabases())('originals in a bucket, on the $kind database', (kind) => {
  let store: ObjectStore | undefined;
  let api: RunningTestApi;
  let params: { collectionId: string };
  beforeAll(async () => {
    store = await program?.start();
    api = await runApi(kind, undefined, {
      MINGDA_BLOBS_URL: `s3://${store?.bucket}/mingda`,
      MINGDA_BLOBS_ENDPOINT: store?.endpoint ?? '',
      MINGDA_BLOBS_PATH_STYLE: 'true',
      MINGDA_BLOBS_ACCESS_KEY_ID: store?.accessKeyId ?? '',
      MINGDA_BLOBS_SECRET_ACCESS_KEY: store?.secretAccessKey ?? '',
    });
    const { id } = await api.call(routes.createCollection, { body: { name: 'kb' } });
    params = { collectionId: id };
  });
  afterAll(async () => {
    await api?.close();
    await store?.stop();
  });

  const objects = async (): Promise<string[]> => {
    if (store === undefined) return [];
    const { endpoint, bucket, accessKeyId, secretAccessKey } = store;
    const client = new S3Client({
      location: { endpoint, bucket, region: 'us-east-1', pathStyle: true },
      credentials: { accessKeyId, secretAccessKey },
      http: new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] })),
    });
    const keys: string[] = [];
    for await (const { key } of client.list('')) keys.push(key);
    return keys;
  };
  const ready = async (documentId: string): Promise<DocumentView> => {
    for (;;) {
      const document = await api.call(routes.getDocument, { params: { ...params, documentId } });
      if (['ready', 'ready-with-warnings', 'failed'].includes(document.latestVersion.state)) return document;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('are put there, read by the worker, downloaded and removed with their document', async () => {
    const content = '# 员工手册\n\n工作满一年的员工每年享有10天带薪年假。\n';
    const { items } = await api.call(routes.uploadDocuments, { params, body: upload({ name: '手册.md', content }) });
    const documentId = items[0]?.documentId ?? '';
    expect((await ready(documentId)).latestVersion.state).toBe('ready');
    expect(await objects()).toEqual([expect.stringMatching(/^mingda\/(..)\/(..)\/sha256-\1\2[0-9a-f]{60}$/)]);
    const { items: versions } = await api.call(routes.listVersions, { params: { ...params, documentId } });
    const versionId = versions[0]?.id ?? '';
    const original = await api.send(routes.downloadVersion, { params: { ...params, documentId, versionId } });
    expect(await original.text()).toBe(content);
    await api.call(routes.deleteDocument, { params: { ...params, documentId } });
    expect(await objects()).toEqual([]);
  });
});
