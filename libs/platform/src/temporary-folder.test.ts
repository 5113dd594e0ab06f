import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** A user without rights, whom only root can become. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

function put(name: string, mode = 0o700): string {
  const path = join(tmpdir(), name);
  mkdirSync(path);
  chmodSync(path, mode);
  made.push(path);
  return path;
}

/** Of a process that has ended. */
function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
}

/** What the names of folders for a purpose begin with, up to the number of the process. */
async function prefixOf(purpose: string): Promise<string> {
  const own = await temporaryFolder(`${purpose}-of-another`);
  made.push(own);
  return basename(own)
    .replace(`${purpose}-of-another`, purpose)
    .replace(/\d+-\w+$/, '');
}

test('the first folder for a purpose takes away what killed processes left, and nothing else', async () => {
  const prefix = await prefixOf('sweeping');
  const dead = `${String(deadPid())}-abcdef`;
  const left = put(`${prefix}${dead}`);
  const shared = put(`${prefix}${dead}1`, 0o1777);
  const kept = [
    put(`${prefix}${String(process.ppid)}-abcdef`),
    put(`${prefix}${String(process.pid)}-abcdef`),
    put(`${prefix.replace(/-[^-]+-(\d+)-$/, '-elsewhere-$1-')}${dead}`),
    put(`${prefix.replace(/\d+-$/, '1-')}${dead}`),
    put(`${prefix}${dead}2`, 0o777),
  ];
  made.push(await temporaryFolder('sweeping'));
  expect([left, shared].map((path) => existsSync(path))).toEqual([false, false]);
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});

test('a link and the folder of another user stay', async () => {
  const prefix = await prefixOf('linking');
  const dead = `${String(deadPid())}-abcdef`;
  const kept = [join(tmpdir(), `${prefix}${dead}`), put('mingda-linked-to')];
  symlinkSync(kept[1], kept[0]);
  made.push(kept[0]);
  if (isRoot) {
    const foreign = put(`${prefix}${dead}1`);
    chownSync(foreign, nobody, nobody);
    kept.push(foreign);
  }
  made.push(await temporaryFolder('linking'));
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});

test('folders asked for at once wait for one sweep', async () => {
  const prefix = await prefixOf('together');
  const dead = deadPid();
  const left = Array.from({ length: 20 }, (_, at) => put(`${prefix}${String(dead)}-abcdef${at}`));
  const first = temporaryFolder('together');
  made.push(await temporaryFolder('together'));
  expect(left.filter((path) => existsSync(path))).toEqual([]);
  made.push(await first);
});

test('where the temporary folder cannot be listed, one is made all the same', () => {
  const place = mkdtempSync(join(tmpdir(), 'mingda-unlisted-'));
  made.push(place);
  copyFileSync(join(import.meta.dirname, 'temporary-folder.ts'), join(place, 'made.mts'));
  const closed = join(place, 'closed');
  mkdirSync(closed);
  if (isRoot) chownSync(closed, nobody, nobody);
  chmodSync(place, 0o755);
  chmodSync(closed, 0o300);
  const program = `const { temporaryFolder } = await import(${JSON.stringify(join(place, 'made.mts'))});
    process.stdout.write(await temporaryFolder('unlisted'));`;
  const path = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { TMPDIR: closed },
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  expect(path.startsWith(join(closed, 'mingda-unlisted-'))).toBe(true);
  chmodSync(closed, 0o700);
});

test('folders are new, empty and of this user alone', async () => {
  const paths = [await temporaryFolder('fresh'), await temporaryFolder('fresh')];
  made.push(...paths);
  expect(paths[0]).not.toBe(paths[1]);
  for (const path of paths) {
    expect(readdirSync(path)).toEqual([]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
});
