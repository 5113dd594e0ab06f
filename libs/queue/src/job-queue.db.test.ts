import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, MingdaError } from '@mingda/platform';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { JobQueue } from './job-queue.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(25);
}

describe.each(testDatabases())('the job queue ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let queue: JobQueue;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    queue = new JobQueue(opened.database, logger);
    await queue.start();
    await opened.database.dataSource.query('delete from job.job');
  });
  afterEach(() => queue.stop());

  const states = async (): Promise<string[]> => {
    const rows = await opened.database.dataSource.query<{ state: string }[]>(
      'select state::text from job.job order by created_on',
    );
    return rows.map(({ state }) => state);
  };

  test('a job is sent with the row that it is about, or not at all', async () => {
    const { database } = opened;
    const collectionId = randomUUID();
    const send = (name: string, fail: boolean) =>
      database.transaction(async (tx) => {
        await tx.query('insert into tenant (name) values ($1)', [name]);
        await queue.send('reindex-collection', { collectionId }, { tx, key: name });
        if (fail) throw new Error('on purpose');
      });
    await expect(send('rolled back', true)).rejects.toThrow('on purpose');
    expect(await states()).toEqual([]);
    await send('committed', false);
    expect(await states()).toEqual(['created']);
    const done: string[] = [];
    await queue.work('reindex-collection', { concurrency: 1 }, async (payload) => void done.push(payload.collectionId));
    await until(() => done.length > 0);
    expect(done).toEqual([collectionId]);
    await until(async () => (await states())[0] === 'completed');
  });

  test('a key waits once, however often it is sent; jobs without a key are all kept', async () => {
    const collectionId = randomUUID();
    for (let time = 0; time < 3; time += 1)
      await queue.send('reindex-collection', { collectionId }, { key: collectionId });
    expect(await states()).toEqual(['created']);
    for (let time = 0; time < 3; time += 1) await queue.send('reindex-collection', { collectionId });
    expect(await states()).toHaveLength(4);
  });

  test('a key that is sent while it runs, runs once more and never beside itself', async () => {
    const collectionId = randomUUID();
    let running = 0;
    let most = 0;
    let runs = 0;
    await queue.work('reindex-collection', { concurrency: 4 }, async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(300);
      running -= 1;
      runs += 1;
    });
    await queue.send('reindex-collection', { collectionId }, { key: collectionId });
    await until(() => running === 1);
    for (let time = 0; time < 3; time += 1)
      await queue.send('reindex-collection', { collectionId }, { key: collectionId });
    await until(async () => (await states()).every((state) => state === 'completed'));
    expect([runs, most]).toEqual([2, 1]);
  });

  test('what can be helped is tried again, what cannot is done', async () => {
    let tries = 0;
    await queue.work('reindex-collection', { concurrency: 1 }, async () => {
      tries += 1;
      if (tries === 1) throw new MingdaError('MODEL_UNAVAILABLE');
      throw new MingdaError('FILE_CORRUPT');
    });
    await queue.send('reindex-collection', { collectionId: randomUUID() });
    await until(async () => (await states())[0] === 'completed');
    expect(tries).toBe(2);
  });

  test('the last try says so', async () => {
    const given: unknown[] = [];
    const settings = {
      concurrency: 1,
      exhausted: async (payload: unknown, error: MingdaError) => void given.push(payload, error.code, error.detail),
    };
    await queue.work('run-evaluation', settings, async () => {
      throw new Error('disk on fire');
    });
    const evaluationId = randomUUID();
    await opened.database.transaction(async (tx) => {
      await queue.send('run-evaluation', { evaluationId }, { tx });
      await tx.query('update job.job set retry_limit = 1, retry_delay = 0, retry_backoff = false');
    });
    await until(async () => (await states())[0] === 'failed');
    expect(given).toEqual([{ evaluationId }, 'INTERNAL', 'disk on fire']);
  });

  test('a payload that does not fit is refused at the door, and dropped where it got past it', async () => {
    await expect(queue.send('reindex-collection', { collectionId: 'nonsense' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    let called = false;
    await queue.work('reindex-collection', { concurrency: 1 }, async () => void (called = true));
    await opened.database.transaction(async (tx) => {
      await queue.send('reindex-collection', { collectionId: randomUUID() }, { tx });
      await tx.query(`update job.job set data = '{"collectionId": 7}'`);
    });
    await until(async () => (await states())[0] === 'completed');
    expect(called).toBe(false);
    await expect(queue.work('reindex-collection', { concurrency: 1 }, async () => undefined)).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });

  test('a job of another process starts by its announcement, a later one at its time', async () => {
    const never = 3_600_000;
    const other = new JobQueue(opened.database, logger, { lookMs: never });
    await other.start();
    const started: string[] = [];
    await other.work(
      'reindex-collection',
      { concurrency: 1 },
      async (payload) => void started.push(payload.collectionId),
    );
    const [now, later] = [randomUUID(), randomUUID()];
    await opened.database.transaction((tx) => queue.send('reindex-collection', { collectionId: now }, { tx }));
    await until(() => started.includes(now));
    await queue.send('reindex-collection', { collectionId: later }, { delaySeconds: 1 });
    await until(() => started.includes(later));
    await other.stop();
    expect(started).toEqual([now, later]);
  });

  test('a job whose announcement was lost is found by looking', async () => {
    const { database } = opened;
    const silent = new JobQueue(
      {
        kind: database.kind,
        dataSource: database.dataSource,
        onProgress: () => () => undefined,
        notifyProgress: async () => undefined,
      },
      logger,
      { lookMs: 300 },
    );
    await silent.start();
    const started: string[] = [];
    await silent.work(
      'reindex-collection',
      { concurrency: 1 },
      async (payload) => void started.push(payload.collectionId),
    );
    const collectionId = randomUUID();
    await silent.send('reindex-collection', { collectionId });
    await until(() => started.length > 0);
    await silent.stop();
    expect(started).toEqual([collectionId]);
  });

  test('stopping waits for the running job', async () => {
    let ended = false;
    let begun = false;
    const own = new JobQueue(opened.database, logger);
    await own.start();
    await own.work('reindex-collection', { concurrency: 1 }, async () => {
      begun = true;
      await sleep(400);
      ended = true;
    });
    await own.send('reindex-collection', { collectionId: randomUUID() });
    await until(() => begun);
    await own.stop();
    expect(ended).toBe(true);
    expect(await states()).toEqual(['completed']);
  });
});
