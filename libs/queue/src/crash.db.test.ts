import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { testDatabases } from '@mingda/testing';
import { describe, expect, test } from 'vitest';
import { JobQueue } from './job-queue.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');

/** Another process, on what ships: it takes one job, says so and never ends it. */
const program = `
import { Database } from '@mingda/database';
import { JobQueue } from '@mingda/queue';
import { createLogger } from '@mingda/platform';
const [dataDir, url, collectionId] = process.argv.slice(1);
const logger = createLogger({ logLevel: 'error' }, 'crash');
const database = await Database.open({ dataDir, logger, ...(url === '' ? {} : { url }) });
await database.migrate();
const queue = new JobQueue(database, logger);
await queue.start();
await queue.work('reindex-collection', { concurrency: 1 }, () => { console.log('taken'); return new Promise(() => setInterval(() => {}, 1000)); });
await queue.send('reindex-collection', { collectionId }, { key: collectionId });`;

async function holdJob(dataDir: string, url: string, collectionId: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir, url, collectionId], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the holder ended'))),
  ]);
  return child;
}

async function takeJob(database: Database): Promise<string> {
  const queue = new JobQueue(database, logger);
  const taken: string[] = [];
  await queue.start();
  await queue.work('reindex-collection', { concurrency: 1 }, async (payload) => void taken.push(payload.collectionId));
  while (taken.length === 0) await sleep(50);
  await queue.stop();
  return taken.join();
}

describe('a worker that is killed while it holds a job', () => {
  test('the next start on its data folder takes the job', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'mingda-crash-'));
    const collectionId = randomUUID();
    const child = await holdJob(dataDir, '', collectionId);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = await Database.open({ dataDir, logger });
    expect(await takeJob(database)).toBe(collectionId);
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  for (const { open } of testDatabases().filter(({ kind }) => kind === 'server')) {
    test('another worker on the server takes the job', async () => {
      const { database, dataDir, url = '', drop } = await open();
      const collectionId = randomUUID();
      const child = await holdJob(dataDir, url, collectionId);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await takeJob(database)).toBe(collectionId);
      await drop();
    });
  }
});
