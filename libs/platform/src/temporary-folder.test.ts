import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

function put(name: string): string {
  const path = join(tmpdir(), name);
  mkdirSync(path);
  made.push(path);
  return path;
}

/** Of a process that has ended. */
function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
}

test('the first folder for a purpose takes away what killed processes left, and nothing else', async () => {
  const own = await temporaryFolder('sweeping-of-another');
  made.push(own);
  const prefix = basename(own)
    .replace('sweeping-of-another', 'sweeping')
    .replace(/\d+-\w+$/, '');
  const left = put(`${prefix}${String(deadPid())}-abcdef`);
  const alive = put(`${prefix}${String(process.ppid)}-abcdef`);
  const foreign = put(`${prefix.replace(/-[^-]+-$/, '-elsewhere-')}${String(deadPid())}-abcdef`);
  const current = put(`${prefix}${String(process.pid)}-abcdef`);
  made.push(await temporaryFolder('sweeping'));
  expect([left, alive, foreign, current, own].map((path) => existsSync(path))).toEqual([false, true, true, true, true]);
});

test('folders are new, empty and of this user alone', async () => {
  const paths = [await temporaryFolder('fresh'), await temporaryFolder('fresh')];
  made.push(...paths);
  expect(paths[0]).not.toBe(paths[1]);
  for (const path of paths) expect(readdirSync(path)).toEqual([]);
});
