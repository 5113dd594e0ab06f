import { OutboundHttp, TargetGuard } from '@mingda/platform';
import { S3Client } from '@mingda/files';
import { objectStorePrograms, type ObjectStore } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOf, itemsOf } from '../../test/listing-context.ts';
import { S3Connector } from './s3.connector.ts';

const own = new TargetGuard({ allowPrivate: ['127.0.0.0/8'], fixes: [] });
const programs = objectStorePrograms();

describe.each(programs)('a bucket of $name', (program) => {
  let server: ObjectStore;
  let client: S3Client;
  beforeAll(async () => {
    server = await program.start();
    const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
    client = new S3Client({
      location: { endpoint, bucket, region: 'us-east-1', pathStyle: true },
      credentials: { accessKeyId, secretAccessKey },
      http: new OutboundHttp(own),
    });
    await client.put('team/手册 (1).md', Buffer.from('# 手册'));
    await client.put('team/deep/er/plan.txt', Buffer.from('plan'));
    await client.put('team/folder/', new Uint8Array());
    await client.put('other/x.txt', Buffer.from('x'));
  });
  afterAll(() => server.stop());

  const context = (changes: object = {}, secretAccessKey = server.secretAccessKey) =>
    contextOf<'s3'>({
      settings: {
        endpoint: server.endpoint,
        region: 'us-east-1',
        bucket: server.bucket,
        prefix: 'team/',
        pathStyle: true,
        accessKeyId: server.accessKeyId,
        ...changes,
      },
      secrets: { secretAccessKey },
    });
  const list = (...given: Parameters<typeof context>) => itemsOf(new S3Connector(own).list(context(...given)));

  it('holds the objects below the prefix, and reads them', async () => {
    const items = (await list()).toSorted((a, b) => a.key.localeCompare(b.key, 'en'));
    expect(items.map(({ key, fileName, bytes, url }) => ({ key, fileName, bytes, url }))).toEqual([
      { key: 'team/deep/er/plan.txt', fileName: 'plan.txt', bytes: 4, url: 's3://originals/team/deep/er/plan.txt' },
      { key: 'team/手册 (1).md', fileName: '手册 (1).md', bytes: 8, url: 's3://originals/team/手册 (1).md' },
    ]);
    expect(items[0]?.modifiedAt?.getTime()).toBeGreaterThan(Date.parse('2020-01-01'));
    const { signal } = new AbortController();
    expect(Buffer.from((await items[1]?.read(signal)) ?? []).toString()).toBe('# 手册');
  });

  it('shows a change by the fingerprint, and none where there is none', async () => {
    const before = await list();
    expect((await list()).map((it) => it.fingerprint)).toEqual(before.map((it) => it.fingerprint));
    await client.put('team/deep/er/plan.txt', Buffer.from('PLAN'));
    const after = await list();
    const changed = after.filter((it) => !before.some((old) => old.fingerprint === it.fingerprint));
    expect(changed.map((it) => it.key)).toEqual(['team/deep/er/plan.txt']);
  });

  it('tells an object that vanished or is too large from a store that is away', async () => {
    await client.put('team/late.txt', Buffer.from('late'));
    const late = (await list()).find((it) => it.key === 'team/late.txt');
    await client.delete('team/late.txt');
    const { signal } = new AbortController();
    await expect(late?.read(signal)).rejects.toMatchObject({ code: 'SOURCE_ITEM_GONE' });
    const [small] = await itemsOf(new S3Connector(own).list({ ...context(), limits: { fileBytes: 3 } }));
    await expect(small?.read(signal)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it('names what is wrong with the settings', async () => {
    await expect(list({ bucket: 'nowhere' })).rejects.toMatchObject({ code: 'SOURCE_NOT_THERE' });
    await expect(list({ endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    if (program.checksSignatures) await expect(list({}, 'wrong')).rejects.toMatchObject({ code: 'SOURCE_DENIED' });
  });

  it('may lie inside only where the operator says so', async () => {
    const guarded = new S3Connector(new TargetGuard({ allowPrivate: false, fixes: [] }));
    await expect(itemsOf(guarded.list(context()))).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
  });
});

it('needs its secret', async () => {
  const settings = { region: 'r', bucket: 'b', prefix: '', pathStyle: false, accessKeyId: 'a' };
  await expect(itemsOf(new S3Connector(own).list(contextOf<'s3'>({ settings, secrets: {} })))).rejects.toMatchObject({
    code: 'SOURCE_SETTINGS_INVALID',
  });
});
