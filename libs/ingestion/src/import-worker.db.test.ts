import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentVersion } from '@mingda/contracts';
import { DocumentRepository, ImportJobRepository, ImportRepository } from '@mingda/database';
import { createLogger, loadConfig, MingdaError } from '@mingda/platform';
import {
  acceptSample,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ImportWorker } from './import-worker.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');

type Execute = (versionId: string, signal: AbortSignal) => Promise<void>;

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

/** Ends when it is called off, as every stage of an ingestion does. */
function untilCalledOff(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('called off')), { once: true });
  });
}

describe.each(testDatabases())('imports in turn ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let one: SampleCollection;
  let other: SampleCollection;
  let jobs: ImportJobRepository;
  let imports: ImportRepository;
  let documents: DocumentRepository;
  const workers: ImportWorker[] = [];
  beforeAll(async () => {
    opened = await open();
    one = await sampleCollection(opened.database, 'one');
    other = await sampleCollection(opened.database, 'other');
    await opened.database.dataSource.query(`insert into tenant (name) values ('second')`);
    const [tenant] = await opened.database.dataSource.query<[{ id: string }]>(
      `select id from tenant where name = 'second'`,
    );
    // The second collection belongs to somebody else.
    await opened.database.dataSource.query('update collection set tenant_id = $1 where id = $2', [
      tenant.id,
      other.collectionId,
    ]);
    other = { scope: { tenantId: tenant.id }, collectionId: other.collectionId };
    jobs = new ImportJobRepository(opened.database);
    imports = new ImportRepository(opened.database);
    documents = new DocumentRepository(opened.database);
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.database.dataSource.query('delete from document');
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  });

  async function start(execute: Execute, environment: Record<string, string> = {}): Promise<ImportWorker> {
    const worker = new ImportWorker({
      database: opened.database,
      imports: jobs,
      ingestDocument: { execute: (id, run) => execute(id, run?.signal ?? new AbortController().signal) },
      settings: loadConfig({ MINGDA_INGEST_CONCURRENCY: '2', ...environment }).ingest,
      logger,
    });
    workers.push(worker);
    await worker.start();
    return worker;
  }
  async function add(home: SampleCollection, key: string, bytes?: number): Promise<string> {
    const { versionId } = await acceptSample(opened.database, home, { key, content: key });
    if (bytes !== undefined)
      await opened.database.dataSource.query('update document_version set bytes = $2 where id = $1', [
        versionId,
        bytes,
      ]);
    await opened.database.transaction((tx) => jobs.add(versionId, tx));
    return versionId;
  }
  async function addMany(home: SampleCollection, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) ids.push(await add(home, `${home.collectionId} ${number}`));
    return ids;
  }
  const stateOf = async (home: SampleCollection, versionId: string): Promise<DocumentVersion> => {
    const version = await documents.version(home.scope, versionId);
    if (version === null) throw new Error('the version is gone');
    return version;
  };
  const left = async (): Promise<number> => {
    const [row] = await opened.database.dataSource.query<[{ n: number }]>('select count(*)::int as n from import_job');
    return row.n;
  };
  const inStage = async (versionId: string): Promise<void> => {
    await opened.database.dataSource.query(`update document_version set state = 'parsing' where id = $1`, [versionId]);
  };

  test('a tenant with 200 documents does not keep another from its one', async () => {
    await addMany(one, 200);
    const order: string[] = [];
    let held = false;
    const execute: Execute = async (id) => {
      order.push(id);
      await until(() => !held);
    };
    await start(execute, { MINGDA_INGEST_CONCURRENCY: '1' });
    await until(() => order.length >= 3);
    held = true;
    const late = await add(other, 'late');
    const before = order.length;
    held = false;
    await until(() => order.includes(late));
    expect(order.indexOf(late) - before).toBeLessThanOrEqual(3);
    await until(async () => (await left()) === 0);
    expect([order.length, new Set(order).size]).toEqual([201, 201]);
  });

  test('what is under way without a job is imported as well, and nothing that has ended', async () => {
    const lost = await acceptSample(opened.database, one, { key: 'lost', content: 'lost' });
    const ended = await acceptSample(opened.database, one, { key: 'ended', content: 'ended' });
    await inStage(lost.versionId);
    await opened.database.dataSource.query(`update document_version set state = 'cancelled' where id = $1`, [
      ended.versionId,
    ]);
    const imported: string[] = [];
    await start(async (id) => void imported.push(id));
    await until(async () => imported.length > 0 && (await left()) === 0);
    expect(imported).toEqual([lost.versionId]);
  });

  test('tenants and their collections take turns, whoever came first', async () => {
    const third = {
      ...one,
      collectionId: (await sampleCollection(opened.database, `third ${Date.now()}`)).collectionId,
    };
    const homes = new Map<string, string>();
    for (const [name, home] of Object.entries({ one, third, other })) {
      for (const id of await addMany(home, 6)) homes.set(id, name);
    }
    const order: (string | undefined)[] = [];
    await start(async (id) => void order.push(homes.get(id)), { MINGDA_INGEST_CONCURRENCY: '1' });
    await until(async () => (await left()) === 0);
    // The spare lane comes in now and then, so turns are not exact; in the order of arrival `other` would be last.
    const count = (home: string): number => order.slice(0, 9).filter((name) => name === home).length;
    expect(count('other')).toBeGreaterThanOrEqual(3);
    expect(count('one')).toBeLessThanOrEqual(4);
    expect(count('third')).toBeLessThanOrEqual(4);
  });

  test.each(['2', '6'])('of %s lanes two take large files, others are left to small ones', async (lanes) => {
    const large = [await add(one, 'large 1', 9e9), await add(one, 'large 2', 9e9), await add(one, 'large 3', 9e9)];
    const begun: string[] = [];
    const execute: Execute = (id, signal) => {
      begun.push(id);
      return large.includes(id) ? untilCalledOff(signal) : Promise.resolve();
    };
    await start(execute, { MINGDA_INGEST_CONCURRENCY: lanes });
    await until(() => begun.length === 2);
    const small = [await add(one, 'small 1'), await add(one, 'small 2'), await add(other, 'small 3')];
    await until(() => small.every((id) => begun.includes(id)));
    expect(begun).not.toContain(large[2]);
  });

  test('limits on tenant and collection hold over all workers', async () => {
    await addMany(one, 12);
    await addMany(other, 12);
    let most = 0;
    const running = new Map<string, number>();
    const ofOne = new Set(
      await opened.database.dataSource
        .query<{ id: string }[]>('select version_id as id from import_job where collection_id = $1', [one.collectionId])
        .then((rows) => rows.map((it) => it.id)),
    );
    const execute: Execute = async (id) => {
      const home = ofOne.has(id) ? 'one' : 'other';
      running.set(home, (running.get(home) ?? 0) + 1);
      most = Math.max(most, ...running.values());
      await sleep(15);
      running.set(home, (running.get(home) ?? 0) - 1);
    };
    const settings = { MINGDA_INGEST_CONCURRENCY: '3', MINGDA_INGEST_PER_TENANT: '2' };
    await start(execute, settings);
    if (opened.url !== undefined) await start(execute, settings);
    await until(async () => (await left()) === 0);
    expect(most).toBe(2);
  });

  test('a cancelled document frees its lane and stays cancelled until it is tried again', async () => {
    const id = await add(one, 'huge');
    let called = false;
    await start(async (_, signal) => {
      await inStage(id);
      if (called) return;
      await untilCalledOff(signal).finally(() => (called = true));
    });
    await until(async () => (await stateOf(one, id)).state === 'parsing');
    expect(await imports.cancel(one.scope, one.collectionId)).toBe(1);
    await until(() => called);
    expect(await stateOf(one, id)).toMatchObject({ state: 'cancelled', failure: null });
    expect(await left()).toBe(0);

    const { documentId } = await stateOf(one, id);
    await opened.database.transaction(async (tx) => {
      expect(await documents.requeue(one.scope, documentId, tx)).toEqual({ versionId: id, requeued: true });
      await jobs.add(id, tx);
    });
    await until(async () => (await left()) === 0);
  });

  test.each(['collection', 'all'])('paused (%s), nothing runs, and all goes on afterwards', async (what) => {
    const ids = await addMany(one, 3);
    const begun: string[] = [];
    let calledOff = 0;
    await start(async (id, signal) => {
      await inStage(id);
      begun.push(id);
      if (begun.length <= 2) await untilCalledOff(signal).finally(() => (calledOff += 1));
    });
    await until(() => begun.length === 2);
    await (what === 'all' ? imports.pauseAll(one.scope) : imports.pauseCollection(one.scope, one.collectionId));
    await until(() => calledOff === 2);
    await until(async () =>
      (await Promise.all(ids.map((id) => stateOf(one, id)))).every((it) => it.state === 'queued'),
    );
    const elsewhere = await add(other, 'elsewhere');
    await until(() => begun.includes(elsewhere));
    const [load] = await imports.loads(one.scope, 300, one.collectionId);
    expect(load).toMatchObject({
      waiting: 3,
      running: 0,
      selfPaused: what === 'collection',
      allPaused: what === 'all',
    });
    expect(begun).toHaveLength(3);
    await (what === 'all' ? imports.resumeAll(one.scope) : imports.resumeCollection(one.scope, one.collectionId));
    await until(async () => (await left()) === 0);
    expect(new Set(begun)).toEqual(new Set([...ids, elsewhere]));
  });

  test('a fault that may pass is planned again and says so; a broken file is not', async () => {
    const remote = await add(one, 'remote');
    const broken = await add(one, 'broken');
    await start(async (id) => {
      throw new MingdaError(id === remote ? 'INFERENCE_UNAVAILABLE' : 'FILE_CORRUPT');
    });
    await until(
      async () => (await stateOf(one, broken)).state === 'failed' && (await stateOf(one, remote)).retry !== null,
    );
    expect(await stateOf(one, remote)).toMatchObject({
      state: 'queued',
      failure: null,
      retry: { code: 'INFERENCE_UNAVAILABLE', attempt: 2, of: 16, en: expect.any(String), zh: expect.any(String) },
    });
    expect(Date.parse((await stateOf(one, remote)).retry?.at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(await stateOf(one, broken)).toMatchObject({ retry: null, failure: { code: 'FILE_CORRUPT' } });
    expect(await imports.failed(one.scope, { offset: 0, limit: 10 })).toMatchObject({
      total: 1,
      items: [{ versionId: broken, attempts: 1, failure: { code: 'FILE_CORRUPT' } }],
      codes: [{ code: 'FILE_CORRUPT', count: 1 }],
    });
  });

  test('when the tries are used up it waits for a person, who may have it tried again', async () => {
    const id = await add(one, 'unlucky');
    let works = false;
    await opened.database.dataSource.query('update import_job set attempts = 15');
    await start(async () => {
      if (!works) throw new MingdaError('INFERENCE_UNAVAILABLE');
    });
    await until(async () => (await stateOf(one, id)).state === 'failed');
    expect((await imports.failed(one.scope, { offset: 0, limit: 10 })).items).toMatchObject([
      { versionId: id, attempts: 16 },
    ]);
    expect(await imports.retryFailed(other.scope, {})).toBe(0);
    works = true;
    expect(await imports.retryFailed(one.scope, { code: 'INFERENCE_UNAVAILABLE' })).toBe(1);
    await until(async () => (await left()) === 0);
  });

  test('dismissed, it leaves the list and stays failed', async () => {
    const ids = await addMany(one, 3);
    await start(async () => {
      throw new MingdaError('FILE_EMPTY');
    });
    await until(async () => (await imports.failed(one.scope, { offset: 0, limit: 10 })).total === 3);
    expect(await imports.dismissFailed(one.scope, { versionIds: ids.slice(0, 2) })).toBe(2);
    expect((await imports.failed(one.scope, { offset: 0, limit: 10 })).items.map((it) => it.versionId)).toEqual([
      ids[2],
    ]);
    expect(await stateOf(one, ids[0] ?? '')).toMatchObject({ state: 'failed' });
  });

  test('a fault after the publishing leaves a document ready and nothing to do', async () => {
    const id = await add(one, 'published');
    await start(async () => {
      await opened.database.dataSource.query(`update document_version set state = 'ready' where id = $1`, [id]);
      throw new MingdaError('FILE_CORRUPT');
    });
    await until(async () => (await left()) === 0);
    expect(await stateOf(one, id)).toMatchObject({ state: 'ready', failure: null });
  });

  test('the pace is counted from what was finished lately', async () => {
    const ids = await addMany(one, 4);
    const finish = (id: string | undefined, secondsAgo: number) =>
      opened.database.dataSource.query(
        `update document_version set state = 'ready', ready_at = now() - make_interval(secs => $2), chunk_count = 3,
          pages = '[{}, {}]', bytes = 100 where id = $1`,
        [id, secondsAgo],
      );
    await finish(ids[0], 400);
    await finish(ids[1], 120);
    await finish(ids[2], 30);
    const [load] = await imports.loads(one.scope, 300, one.collectionId);
    expect(load).toMatchObject({ doneDocuments: 2, donePages: 4, doneChunks: 6, doneBytes: 200, waiting: 4 });
    expect(Math.round((load?.doneSeconds ?? 0) / 10)).toBe(12);
    expect(await imports.loads(other.scope, 300, one.collectionId)).toEqual([]);
  });

  test('a document that ends the worker again and again goes last, and in the end nowhere', async () => {
    const deadly = await add(one, 'deadly');
    const harmless = await add(one, 'harmless');
    await opened.database.dataSource.query('update import_job set interruptions = 11 where version_id = $1', [deadly]);
    const begun: string[] = [];
    await start(async (id) => void begun.push(id), { MINGDA_INGEST_CONCURRENCY: '1' });
    await until(async () => (await stateOf(one, deadly)).state === 'failed');
    expect(begun).toEqual([harmless]);
    expect(await stateOf(one, deadly)).toMatchObject({ failure: { code: 'IMPORT_INTERRUPTED' } });
  });

  test('a lease that ran out is taken by another, who counts an interruption', async () => {
    const id = await add(one, 'lost');
    const gone = await jobs.claim({ workerId: '00000000-0000-4000-8000-000000000001', leaseSeconds: 0 });
    expect(gone?.versionId).toBe(id);
    const taken = await jobs.claim({ workerId: '00000000-0000-4000-8000-000000000002', leaseSeconds: 60 });
    expect(taken).toMatchObject({ versionId: id, interruptions: 1 });
    // What the first one says now is not heard.
    if (gone !== null) await jobs.bury(gone, { code: 'INTERNAL', en: '', zh: '' });
    expect(await stateOf(one, id)).toMatchObject({ state: 'queued' });
    const leases = [gone, taken].map((it) => it?.leaseId ?? '');
    expect(await jobs.renew(leases, 60)).toEqual(new Set([taken?.leaseId]));
  });

  test('how long there is nothing to do is known ahead', async () => {
    expect(await jobs.nextIn()).toBe(Infinity);
    const versionId = await add(one, 'waiting');
    expect(await jobs.nextIn()).toBe(0);
    await imports.pauseCollection(one.scope, one.collectionId);
    expect(await jobs.nextIn()).toBe(Infinity);
    await imports.resumeCollection(one.scope, one.collectionId);
    const lease = await jobs.claim({ workerId: randomUUID(), leaseSeconds: 60 });
    expect(lease?.versionId).toBe(versionId);
    expect(await jobs.nextIn()).toBeGreaterThan(30_000);
    const retry = { code: 'MODEL_UNAVAILABLE', en: 'off', zh: '停', attempt: 2, of: 5 } as const;
    if (lease !== null) await jobs.postpone(lease, { ...retry, at: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await jobs.nextIn()).toBeGreaterThan(3_000_000);
    expect(await jobs.nextIn()).toBeLessThanOrEqual(3_600_000);
  });

  test('going on after a pause is heard at once', async () => {
    await imports.pauseCollection(one.scope, one.collectionId);
    const begun: string[] = [];
    await start(async (id) => void begun.push(id), { MINGDA_INGEST_CONCURRENCY: '1' });
    const versionId = await add(one, 'paused');
    await imports.resumeCollection(one.scope, one.collectionId);
    await until(() => begun.length > 0);
    expect(begun).toEqual([versionId]);
  });

  test('stopping gives back what could not end', async () => {
    const id = await add(one, 'long');
    const worker = await start(async (_, signal) => {
      await inStage(id);
      await untilCalledOff(signal);
    });
    await until(async () => (await stateOf(one, id)).state === 'parsing');
    await worker.stop();
    const [row] = await opened.database.dataSource.query<[object]>(
      'select lease_id, interruptions, attempts from import_job',
    );
    expect(row).toEqual({ lease_id: null, interruptions: 0, attempts: 0 });
    expect(await stateOf(one, id)).toMatchObject({ state: 'queued', progress: 0 });
  });
});
