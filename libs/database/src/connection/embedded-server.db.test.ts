import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@mingda/platform';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from '../database.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mingda-embedded-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a folder whose making was interrupted is made anew, and nothing of it stays', async () => {
  const left = join(dataDir, 'postgres-new-Ab3dE6');
  mkdirSync(left);
  writeFileSync(join(left, 'PG_VERSION'), '18\n');
  const database = await Database.open({ dataDir, logger });
  await database.close();
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres'))).toEqual(['postgres']);
  expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0);
});

test('answers are not kept: 300 MB of them leave no more than a third behind', async () => {
  const database = await Database.open({ dataDir, logger });
  const megabyte = (): Promise<unknown> => database.dataSource.query("select repeat('x', 1000000)");
  try {
    for (let index = 0; index < 50; index += 1) await megabyte();
    const before = process.memoryUsage.rss();
    for (let index = 0; index < 300; index += 1) await megabyte();
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  } finally {
    await database.close();
  }
});
