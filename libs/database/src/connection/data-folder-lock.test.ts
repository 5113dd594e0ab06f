import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MingdaError } from '@mingda/platform';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderLock } from './data-folder-lock.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mingda-lock-'));
  folder = join(parent, 'data');
});
afterEach(() => rm(parent, { recursive: true }));

const holder = `
import { DatabaseSync } from 'node:sqlite';
import { mkdirSync, writeFileSync } from 'node:fs';
const [folder] = process.argv.slice(1);
mkdirSync(folder, { recursive: true });
const lock = new DatabaseSync(folder + '/database.lock', { timeout: 0 });
lock.exec('begin exclusive');
writeFileSync(folder + '/database.owner', String(process.pid));
console.log('held');
setInterval(() => lock, 1000);`;

test('a second holder in the same process is refused until the first lets go', async () => {
  const first = DataFolderLock.acquire(folder);
  expect(() => DataFolderLock.acquire(folder)).toThrow(MingdaError);
  first.release();
  DataFolderLock.acquire(folder).release();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('another process holds the folder, and killing it frees the folder', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const attempt = (): unknown => {
    try {
      return DataFolderLock.acquire(folder);
    } catch (error) {
      return error;
    }
  };
  expect(attempt()).toMatchObject({
    code: 'DATA_DIRECTORY_LOCKED',
    subject: folder,
    detail: expect.stringContaining(String(child.pid)),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = attempt();
  expect(lock).toBeInstanceOf(DataFolderLock);
  if (lock instanceof DataFolderLock) lock.release();
});
