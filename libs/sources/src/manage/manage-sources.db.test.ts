import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceConnection, SourceInput } from '@mingda/contracts';
import { CollectionRepository } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scripted, scriptedConnection, sourceBench, text, type SourceBench } from '../../test/source-bench.ts';
import { createConnectors } from '../connectors/connectors.ts';
import { sourceWork } from '../source-work.ts';

const bucket = (secretAccessKey?: string, more: object = {}): SourceConnection => ({
  kind: 's3',
  settings: {
    region: 'r',
    bucket: 'b',
    prefix: '',
    pathStyle: true,
    accessKeyId: 'id',
    endpoint: 'https://s3.test',
    ...more,
  },
  secrets: secretAccessKey === undefined ? {} : { secretAccessKey },
});

describe.each(testDatabases())('managing sources ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let bench: SourceBench;
  let now = new Date('2026-03-01T00:00:00Z');
  let number = 0;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    number += 1;
    now = new Date('2026-03-01T00:00:00Z');
    const connectors = scripted(async function* () {
      yield text('a', 'a');
    });
    bench = await sourceBench(opened, `collection ${number}`, { connectors, now: () => now });
  });

  const rows = <T>(sql: string, ...parameters: unknown[]): Promise<T[]> =>
    opened.database.dataSource.query<T[]>(sql, parameters);
  const input = (connection: SourceConnection, more: Partial<SourceInput> = {}): SourceInput => ({
    name: 'source',
    connection,
    schedule: null,
    enabled: true,
    ...more,
  });

  test('what is secret lies encrypted in the database and never comes out', async () => {
    const secret = 'very-secret-value-7731';
    const { manageSources, home } = bench;
    const created = await manageSources.create(home.scope, home.collectionId, input(bucket(secret)));
    const shown = JSON.stringify([created, await manageSources.list(home.scope, home.collectionId)]);
    expect(shown).not.toContain(secret);
    expect(created).toMatchObject({ storedSecrets: ['secretAccessKey'], place: { kind: 's3' } });
    const tables = await rows<{ table_name: string }>(
      "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    );
    for (const { table_name: table } of tables) {
      const found = await rows<{ row: string }>(`select t::text as row from "${table}" t`);
      expect(found.map(({ row }) => row).join('\n'), table).not.toContain(secret);
    }
    const [{ sealed } = { sealed: Buffer.alloc(0) }] = await rows<{ sealed: Buffer }>('select sealed from secret');
    expect(Buffer.from(sealed).includes(secret)).toBe(false);
  });

  test('a secret that is left out stays, but goes to no other server', async () => {
    const { manageSources, checkSource, home } = bench;
    const { id } = await manageSources.create(home.scope, home.collectionId, input(bucket('first')));
    const renamed = await manageSources.update(home.scope, id, input(bucket(), { name: 'renamed' }));
    expect(renamed).toMatchObject({ name: 'renamed', storedSecrets: ['secretAccessKey'] });
    const moved = bucket(undefined, { endpoint: 'https://elsewhere.test' });
    await expect(manageSources.update(home.scope, id, input(moved))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(checkSource.execute(home.scope, { connection: moved, sourceId: id })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const anew = bucket('second', { endpoint: 'https://elsewhere.test' });
    expect(await manageSources.update(home.scope, id, input(anew))).toMatchObject({
      place: { settings: { endpoint: 'https://elsewhere.test' } },
    });
    await expect(manageSources.update(home.scope, id, input(scriptedConnection))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      subject: 'kind',
    });
  });

  test('secrets go with their source and with the collection', async () => {
    const { manageSources, home } = bench;
    const count = async (): Promise<number> =>
      (await rows('select 1 from secret where tenant_id = $1', home.scope.tenantId)).length;
    const before = await count();
    const { id } = await manageSources.create(home.scope, home.collectionId, input(bucket('x')));
    await manageSources.create(home.scope, home.collectionId, input(bucket('y'), { name: 'other' }));
    expect(await count()).toBe(before + 2);
    await manageSources.delete(home.scope, id, 'keep');
    expect(await count()).toBe(before + 1);
    await new CollectionRepository(opened.database).delete(home.scope, home.collectionId);
    expect(await count()).toBe(before);
  });

  test('names are unique in a collection; a renamed source keeps the keys of its documents', async () => {
    const { manageSources, home } = bench;
    const folder: SourceConnection = { kind: 'folder', settings: { path: '/x', watch: false }, secrets: {} };
    const { id } = await manageSources.create(home.scope, home.collectionId, input(folder, { name: 'wiki' }));
    await expect(
      manageSources.create(home.scope, home.collectionId, input(folder, { name: 'wiki' })),
    ).rejects.toMatchObject({ code: 'SOURCE_EXISTS' });
    await manageSources.update(home.scope, id, input(folder, { name: 'old wiki' }));
    await manageSources.create(home.scope, home.collectionId, input(folder, { name: 'wiki' }));
    await expect(manageSources.update(home.scope, id, input(folder, { name: 'wiki' }))).rejects.toMatchObject({
      code: 'SOURCE_EXISTS',
    });
    const prefixes = await rows<{ key_prefix: string }>(
      'select key_prefix from source where collection_id = $1 order by created_at',
      home.collectionId,
    );
    expect(prefixes.map((it) => it.key_prefix)).toEqual(['wiki/', 'wiki 2/']);
  });

  test('other tenants and other collections see and reach nothing', async () => {
    const id = await bench.create(scriptedConnection);
    const { manageSources, controlRuns, home } = bench;
    const [stranger] = await rows<{ id: string }>(
      'insert into tenant (name) values ($1) returning id',
      `other ${number}`,
    );
    const other = await sourceBench(opened, `beside ${number}`, { connectors: scripted(async function* () {}) });
    for (const scope of [
      { tenantId: stranger?.id ?? '' },
      { tenantId: home.scope.tenantId, collectionIds: [other.home.collectionId] },
      { tenantId: home.scope.tenantId, collectionIds: [] },
    ]) {
      const refused = { code: 'SOURCE_NOT_FOUND' };
      await expect(manageSources.list(scope, home.collectionId)).rejects.toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
      });
      await expect(manageSources.update(scope, id, input(scriptedConnection))).rejects.toMatchObject(refused);
      await expect(manageSources.delete(scope, id, 'delete')).rejects.toMatchObject(refused);
      await expect(controlRuns.start(scope, id)).rejects.toMatchObject(refused);
      await expect(controlRuns.cancel(scope, id)).rejects.toMatchObject(refused);
      await expect(controlRuns.confirm(scope, id, true)).rejects.toMatchObject(refused);
      await expect(controlRuns.list(scope, id)).rejects.toMatchObject(refused);
    }
  });

  test('deleted with its documents it is gone after its job, deleted without them they stay and can be uploaded over', async () => {
    const { manageSources, controlRuns, syncSource, home } = bench;
    const kept = await bench.create(scriptedConnection);
    await bench.sync(kept);
    await manageSources.delete(home.scope, kept, 'keep');
    expect(await bench.keys()).toEqual(['a']);
    const taken = await bench.create(scriptedConnection);
    // The document belongs to nobody: the new source takes it over.
    expect(await bench.sync(taken)).toMatchObject({ accepted: 0, failed: 0 });
    await manageSources.delete(home.scope, taken, 'delete');
    expect(await manageSources.list(home.scope, home.collectionId)).toMatchObject([{ removing: true, documents: 1 }]);
    await expect(controlRuns.start(home.scope, taken)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    expect(bench.sent.at(-1)).toMatchObject({ name: 'sync-source', sourceId: taken });
    await syncSource.execute(taken, new AbortController().signal);
    expect([await bench.keys(), await manageSources.list(home.scope, home.collectionId)]).toEqual([[], []]);
  });

  test('a schedule starts one run for each due time, however many processes look, and makes up for missed ones by one', async () => {
    const schedule = { cron: '0 * * * *', timeZone: 'Asia/Shanghai' };
    const id = await bench.create(scriptedConnection, { schedule });
    const { controlRuns, fireSource, syncSource, manageSources, home } = bench;
    const runs = () => controlRuns.list(home.scope, id);
    expect(bench.sent).toMatchObject([{ name: 'fire-source', sourceId: id, delaySeconds: 3600 }]);
    await fireSource.execute(id);
    expect(await runs()).toEqual([]);
    now = new Date('2026-03-01T05:30:00Z');
    await Promise.all([1, 2, 3].map(() => fireSource.execute(id)));
    expect(await runs()).toMatchObject([{ trigger: 'schedule', state: 'waiting' }]);
    await syncSource.execute(id, new AbortController().signal);
    await fireSource.execute(id);
    expect(await runs()).toMatchObject([{ state: 'finished' }]);
    expect((await manageSources.list(home.scope, home.collectionId))[0]?.nextDueAt).toBe('2026-03-01T06:00:00.000Z');
    await manageSources.update(home.scope, id, input(scriptedConnection, { schedule, enabled: false }));
    now = new Date('2026-03-01T09:00:00Z');
    await fireSource.execute(id);
    expect(await runs()).toHaveLength(1);
    await expect(
      manageSources.update(
        home.scope,
        id,
        input(scriptedConnection, { schedule: { cron: '* * * * *', timeZone: 'UTC' } }),
      ),
    ).rejects.toMatchObject({ code: 'SCHEDULE_INVALID' });
  });

  test('a starting worker gives every row that waits its job', async () => {
    const scheduled = await bench.create(scriptedConnection, { schedule: { cron: '0 3 * * *', timeZone: 'UTC' } });
    const waiting = await bench.create(scriptedConnection);
    const removed = await bench.create(scriptedConnection);
    await bench.controlRuns.start(bench.home.scope, waiting);
    await bench.manageSources.delete(bench.home.scope, removed, 'delete');
    bench.sent.length = 0;
    await bench.resumeSources.execute();
    const own = bench.sent.filter(({ sourceId }) => [scheduled, waiting, removed].includes(sourceId));
    expect(own.map(({ name, sourceId }) => [name, sourceId])).toEqual([
      ['fire-source', scheduled],
      ['fire-source', scheduled],
      ['sync-source', waiting],
      ['sync-source', removed],
    ]);
  });

  test('tries a connection without taking anything in', async () => {
    const many = scripted(async function* (context) {
      context.atEnd(() => Promise.resolve());
      for (let index = 0; index < 30; index += 1) yield text(`page ${index}`, 'x');
    });
    const own = await sourceBench(opened, `check ${number}`, { connectors: many });
    const result = await own.checkSource.execute(own.home.scope, { connection: scriptedConnection });
    expect([result.items.length, result.items[0]?.key, result.more]).toEqual([10, 'page 0', true]);
    expect(await own.keys()).toEqual([]);
  });

  test('through the queue two workers never read one source at once, and every request is served', async () => {
    const logger = createLogger({ logLevel: 'silent' }, 'test');
    let reading = 0;
    let most = 0;
    let listings = 0;
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const connectors = scripted(async function* () {
      reading += 1;
      most = Math.max(most, reading);
      listings += 1;
      yield text('a', 'a');
      await held;
      reading -= 1;
    });
    const queues = [new JobQueue(opened.database, logger), new JobQueue(opened.database, logger)];
    const benches: SourceBench[] = [];
    for (const [index, queue] of queues.entries()) {
      await queue.start();
      const own = await sourceBench(opened, `queue ${index} of ${number}`, { connectors, queue });
      benches.push(own);
      for (const work of sourceWork(own)) {
        const settings = { concurrency: 2, exhausted: work.giveUp as never };
        await queue.work(work.name, settings, work.run);
      }
    }
    const [first] = benches;
    if (first === undefined) return;
    const id = await first.create(scriptedConnection);
    const ended = async (): Promise<boolean> =>
      (await first.controlRuns.list(first.home.scope, id)).every(({ state }) => state === 'finished');
    await first.controlRuns.start(first.home.scope, id);
    await expect.poll(() => listings).toBe(1);
    // The run that goes on serves these, whichever worker takes their job.
    for (let time = 0; time < 4; time += 1) {
      await first.controlRuns.start(first.home.scope, id);
      await sleep(100);
    }
    letGo();
    while (!(await ended())) await sleep(50);
    await first.controlRuns.start(first.home.scope, id);
    while (!(await ended())) await sleep(50);
    for (const queue of queues) await queue.stop();
    expect([most, listings]).toEqual([1, 2]);
    expect(await first.versions()).toEqual({ a: 1 });
  });

  test('a folder is read again when something in it changes', async () => {
    const folder = join(opened.dataDir, `watched ${number}`);
    await mkdir(folder);
    await writeFile(join(folder, 'a.txt'), 'a');
    const own = await sourceBench(opened, `watch ${number}`, {
      folders: opened.dataDir,
      connectors: createConnectors({ folders: [opened.dataDir], privateHosts: [] }),
    });
    const id = await own.create(
      { kind: 'folder', settings: { path: folder, watch: true }, secrets: {} },
      { name: 'f' },
    );
    await own.sync(id);
    await own.watchFolders.start();
    await writeFile(join(folder, 'b.txt'), 'b');
    await rm(join(folder, 'a.txt'));
    const newest = async () => (await own.controlRuns.list(own.home.scope, id))[0];
    while ((await newest())?.trigger !== 'change') await sleep(50);
    own.watchFolders.close();
    await own.syncSource.execute(id, new AbortController().signal);
    expect(await own.keys()).toContain('f/b.txt');
  });
});
