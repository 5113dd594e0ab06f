import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSourceFiles } from './source-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mingda-import-'));
  await mkdir(join(folder, 'kb', '人事'), { recursive: true });
  for (const name of ['kb/人事/年假.md', 'kb/a.TXT', 'kb/b.exe', 'kb/.hidden.md', 'a.TXT'])
    await writeFile(join(folder, name), 'x');
  await symlink(join(folder, 'kb', 'a.TXT'), join(folder, 'kb', 'link.txt'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('files to import', () => {
  it('are keyed by their path below the folder, and what is left out is named with its reason', async () => {
    const { files, skipped } = await findSourceFiles([join(folder, 'kb')]);
    expect(files.map((file) => file.sourceKey)).toEqual(['a.TXT', '人事/年假.md']);
    expect(skipped).toEqual([
      { sourceKey: '.hidden.md', reason: 'hidden' },
      { sourceKey: 'b.exe', reason: 'type not supported' },
      { sourceKey: 'link.txt', reason: 'not a plain file' },
    ]);
  });

  it('that are given by themselves are taken whatever their type: the server decides', async () => {
    const { files } = await findSourceFiles([join(folder, 'kb', 'b.exe')]);
    expect(files).toEqual([{ sourceKey: 'b.exe', path: join(folder, 'kb', 'b.exe') }]);
  });

  it('are refused when two of them would be one document', async () => {
    const both = findSourceFiles([join(folder, 'kb'), join(folder, 'a.TXT')]);
    await expect(both).rejects.toMatchObject({ code: 'INVALID_INPUT', subject: 'a.TXT' });
  });

  it('are refused when there is no such path', async () => {
    await expect(findSourceFiles([join(folder, 'none')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
