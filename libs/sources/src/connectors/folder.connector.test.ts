import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contextOf, entriesOf, failuresOf, itemsOf } from '../../test/listing-context.ts';
import { AllowedFolders } from './allowed-folders.ts';
import { FolderConnector } from './folder.connector.ts';

describe('a folder of this machine', () => {
  let base: string;
  let root: string;
  let connector: FolderConnector;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'mingda-folder-'));
    root = join(base, 'handbook');
    await mkdir(join(root, 'hr'), { recursive: true });
    await writeFile(join(root, 'read me.md'), '# Read me');
    await writeFile(join(root, 'hr', '年假.txt'), '十天');
    connector = new FolderConnector(new AllowedFolders([base]));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  const listing = (path = root) => connector.list(contextOf({ settings: { path, watch: true }, secrets: {} }));
  const { signal } = new AbortController();

  test('shows its files with their paths, and their content when asked', async () => {
    await writeFile(join(root, '.hidden'), 'x');
    await writeFile(join(root, '~$read me.docx'), 'x');
    const items = await itemsOf(listing());
    expect(items.map(({ key, fileName, bytes }) => [key, fileName, bytes])).toEqual([
      ['read me.md', 'read me.md', 9],
      ['hr/年假.txt', '年假.txt', 6],
    ]);
    expect(Buffer.from((await items[1]?.read(signal)) ?? []).toString()).toBe('十天');
  });

  test('a file has another fingerprint when it was written to, and the same when it was only moved', async () => {
    const before = (await itemsOf(listing()))[0]?.fingerprint;
    await rename(join(root, 'read me.md'), join(root, 'renamed.md'));
    expect((await itemsOf(listing()))[0]?.fingerprint).toBe(before);
    await utimes(join(root, 'renamed.md'), 1, 1);
    expect((await itemsOf(listing()))[0]?.fingerprint).not.toBe(before);
  });

  test('links that lead out and links to folders are refused, those to files inside are taken', async () => {
    await writeFile(join(base, 'secret.txt'), 'secret');
    await symlink(join(base, 'secret.txt'), join(root, 'out.txt'));
    await symlink(base, join(root, 'up'));
    await symlink(join(root, 'hr'), join(root, 'same'));
    await symlink(join(root, 'read me.md'), join(root, 'also.md'));
    await symlink(join(root, 'nothing'), join(root, 'dangling'));
    const entries = await entriesOf(listing());
    expect(failuresOf(entries)).toEqual([
      ['out.txt', 'SOURCE_FORBIDDEN'],
      ['same', 'SOURCE_FORBIDDEN'],
      ['up', 'SOURCE_FORBIDDEN'],
    ]);
    expect(entries.filter((it) => 'read' in it).map(({ key }) => key)).toEqual([
      'also.md',
      'read me.md',
      'hr/年假.txt',
    ]);
  });

  test('a file that became a link out after it was listed is not read', async () => {
    await writeFile(join(base, 'secret.txt'), 'secret');
    const [item] = await itemsOf(listing());
    await rm(join(root, 'read me.md'));
    await symlink(join(base, 'secret.txt'), join(root, 'read me.md'));
    await expect(item?.read(signal)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    await rm(join(root, 'read me.md'));
    await expect(item?.read(signal)).rejects.toMatchObject({ code: 'SOURCE_ITEM_GONE' });
  });

  test('a folder on the way that became a link out is not followed', async () => {
    await mkdir(join(base, 'elsewhere'));
    await writeFile(join(base, 'elsewhere', '年假.txt'), 'secret');
    const item = (await itemsOf(listing()))[1];
    await rm(join(root, 'hr'), { recursive: true });
    await symlink(join(base, 'elsewhere'), join(root, 'hr'));
    await expect(item?.read(signal)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });

  test('a file that has grown too large meanwhile is not read', async () => {
    const [item] = await itemsOf(listing());
    await truncate(join(root, 'read me.md'), 2 ** 31);
    await expect(item?.read(signal)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  test('only folders that are open to sources are read, and others tell nothing of what they hold', async () => {
    await symlink(tmpdir(), join(base, 'way out'));
    for (const path of ['/', tmpdir(), join(base, '..'), '/no/such/folder', join(base, 'way out'), `${base}-beside`]) {
      await expect(itemsOf(listing(path))).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    }
    await expect(itemsOf(listing(join(base, 'missing')))).rejects.toMatchObject({ code: 'SOURCE_NOT_THERE' });
    await expect(itemsOf(listing(join(root, 'read me.md')))).rejects.toMatchObject({ code: 'SOURCE_NOT_THERE' });
    const none = new FolderConnector(new AllowedFolders([]));
    await expect(
      itemsOf(none.list(contextOf({ settings: { path: root, watch: true }, secrets: {} }))),
    ).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN', fixes: ['set MINGDA_SOURCE_FOLDERS to it'] });
  });

  test.skipIf(process.getuid?.() === 0)('a folder inside that may not be listed fails the listing', async () => {
    await chmod(join(root, 'hr'), 0);
    await expect(itemsOf(listing())).rejects.toMatchObject({ code: 'SOURCE_DENIED' });
    await chmod(join(root, 'hr'), 0o700);
  });
});
