import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FolderBlobStore } from './folder-blob-store.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingda-blobs-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('content comes back by its key, is stored once, and leaves no temporary file', async () => {
  const store = new FolderBlobStore(join(folder, 'a'));
  const content = Buffer.from('明答');
  const [first, second] = await Promise.all([store.put(content), store.put(content)]);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ bytes: 6, key: `sha256-${first.sha256}` });
  expect(Buffer.from(await store.read(first.key)).toString()).toBe('明答');
  expect(await text(await store.open(first.key))).toBe('明答');
  const files = (await readdir(join(folder, 'a'), { recursive: true, withFileTypes: true })).filter((it) =>
    it.isFile(),
  );
  expect(files.map((it) => it.name)).toEqual([first.key]);
  expect(files[0]?.parentPath).toBe(join(folder, 'a', first.sha256.slice(0, 2), first.sha256.slice(2, 4)));
});

test('a missing blob is reported as such; deleting it twice is no error', async () => {
  const store = new FolderBlobStore(join(folder, 'b'));
  const { key } = await store.put(Buffer.from('x'));
  expect(await store.has(key)).toBe(true);
  await store.delete(key);
  await store.delete(key);
  expect(await store.has(key)).toBe(false);
  await expect(store.read(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  await expect(store.open(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
});

test.each(['../../etc/passwd', 'sha256-zz', '', `sha256-${'a'.repeat(63)}/`])(
  'a key that is no key never becomes a path: %s',
  async (key) => {
    await expect(new FolderBlobStore(folder).read(key)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  },
);
