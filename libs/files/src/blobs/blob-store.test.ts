import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { OutboundHttp, TargetGuard } from '@mingda/platform';
import { objectStorePrograms, type ObjectStore } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { S3Client } from '../s3/s3-client.ts';
import type { BlobStore } from './blob-store.ts';
import { FolderBlobStore } from './folder-blob-store.ts';
import { S3BlobStore } from './s3-blob-store.ts';

interface Subject {
  readonly name: string;
  readonly open: () => Promise<{ readonly store: BlobStore; readonly close: () => Promise<void> }>;
}

const partBytes = 5 * 1024 * 1024;
const programs = objectStorePrograms();

function clientOf(store: ObjectStore, changes: { bucket?: string; secretAccessKey?: string } = {}): S3Client {
  return new S3Client({
    location: { endpoint: store.endpoint, region: 'us-east-1', bucket: store.bucket, pathStyle: true, ...changes },
    credentials: { accessKeyId: store.accessKeyId, secretAccessKey: store.secretAccessKey, ...changes },
    http: new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] })),
    firstPauseMs: 1,
  });
}

const folder: Subject = {
  name: 'a folder',
  open: async () => {
    const path = await mkdtemp(join(tmpdir(), 'mingda-blobs-'));
    return { store: new FolderBlobStore(path), close: () => rm(path, { recursive: true }) };
  },
};

const buckets = programs.map((program): Subject => ({
  name: `S3 by ${program.name}`,
  async open() {
    const server = await program.start();
    const sizes = { thresholdBytes: partBytes + 1, partBytes };
    const store = new S3BlobStore(clientOf(server), { prefix: 'mingda/a b', sizes });
    return { store, close: () => server.stop() };
  },
}));

describe.each([folder, ...buckets])('originals in $name', ({ open }) => {
  let store: BlobStore;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ store, close } = await open());
  });
  afterAll(() => close());

  test('come back by their key and are stored once', async () => {
    const content = Buffer.from('明答');
    const [first, second] = await Promise.all([store.put(content), store.put(content)]);
    expect(second).toEqual(first);
    expect(first).toEqual({
      bytes: 6,
      key: `sha256-${first.sha256}`,
      sha256: '0c46da42eec42fee6377bcd17b672379c2fe4233854b80afb2cd2ca46b344844',
    });
    expect(Buffer.from(await store.read(first.key)).toString()).toBe('明答');
    expect(await text(await store.open(first.key))).toBe('明答');
    expect(await store.has(first.key)).toBe(true);
  });

  test('may be empty, or large enough to go up in parts', async () => {
    const large = Buffer.alloc(2 * partBytes + 12_345, 'mingda ');
    for (const content of [Buffer.alloc(0), large]) {
      const { key, bytes } = await store.put(content);
      expect(bytes).toBe(content.length);
      expect(content.equals(await store.read(key))).toBe(true);
      expect(content.equals(await buffer(await store.open(key)))).toBe(true);
    }
  });

  test('are gone once deleted, and deleting again is no error', async () => {
    const { key } = await store.put(Buffer.from('x'));
    await store.delete(key);
    await store.delete(key);
    expect(await store.has(key)).toBe(false);
    await expect(store.read(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    await expect(store.open(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  });

  test.each(['../../etc/passwd', 'sha256-zz', '', `sha256-${'a'.repeat(63)}/`])(
    'a key that is no key never becomes a path: %s',
    async (key) => {
      await expect(store.read(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    },
  );
});

describe.each(programs)('a bucket of $name that cannot be used', (program) => {
  let server: ObjectStore;
  beforeAll(async () => {
    server = await program.start();
  });
  afterAll(() => server.stop());

  test('refuses a wrong secret', { skip: !program.checksSignatures }, async () => {
    const store = new S3BlobStore(clientOf(server, { secretAccessKey: 'wrong' }), { prefix: '' });
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'BLOB_STORE_REFUSED' });
  });

  test('says so when there is no such bucket', async () => {
    const store = new S3BlobStore(clientOf(server, { bucket: 'nowhere' }), { prefix: '' });
    const refused = { code: 'BLOB_STORE_REFUSED', detail: expect.stringContaining('NoSuchBucket') as string };
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject(refused);
  });

  test('says so when nobody listens there', async () => {
    const store = new S3BlobStore(clientOf({ ...server, endpoint: 'http://127.0.0.1:1' }), { prefix: '' });
    await expect(store.put(Buffer.from('x'))).rejects.toMatchObject({ code: 'BLOB_STORE_UNAVAILABLE' });
  });
});
