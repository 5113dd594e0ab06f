import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes, type Collection, type Source, type SourceInput, type SourceRun } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

describe.each(testDatabases())('sources on the $kind database', (kind) => {
  let api: RunningTestApi;
  let folder: string;
  let collection: Collection;
  let params: { collectionId: string };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mingda-open-'));
    api = await runApi(kind, undefined, { MINGDA_SOURCE_FOLDERS: folder });
    collection = await api.call(routes.createCollection, { body: { name: 'sources' } });
    params = { collectionId: collection.id };
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const create = (input: Omit<SourceInput, 'schedule' | 'enabled'>): Promise<Source> =>
    api.call(routes.createSource, { params, body: input });
  const keys = async (): Promise<string[]> =>
    (await api.call(routes.listDocuments, { params })).items.map((it) => it.sourceKey).toSorted();
  const run = async (sourceId: string): Promise<SourceRun> => {
    await api.call(routes.runSource, { params: { ...params, sourceId } });
    return ended(sourceId);
  };
  const ended = async (sourceId: string): Promise<SourceRun> => {
    for (;;) {
      const [newest] = (await api.call(routes.listSourceRuns, { params: { ...params, sourceId } })).items;
      if (newest !== undefined && newest.state !== 'waiting' && newest.state !== 'running') return newest;
      await sleep(50);
    }
  };

  it('keeps the collection in step with a folder, and answers from what came in', async () => {
    await writeFile(join(folder, 'leave.md'), '# Leave\n\nEvery employee has 17 days of annual leave.');
    await writeFile(join(folder, 'travel.md'), '# Travel\n\nTrains are booked in second class.');
    await writeFile(join(folder, 'tool.exe'), Buffer.from([0x4d, 0x5a, 0, 0]));
    await symlink('/etc', join(folder, 'link'));
    const connection = { kind: 'folder', settings: { path: folder, watch: false }, secrets: {} } as const;
    const checked = await api.call(routes.checkSource, { params, body: { connection } });
    expect(checked.items.map((it) => [it.key, it.failure?.code ?? null])).toEqual([
      ['leave.md', null],
      ['link', 'SOURCE_FORBIDDEN'],
      ['tool.exe', null],
      ['travel.md', null],
    ]);
    expect(await keys()).toEqual([]);
    const source = await create({ name: 'handbook', connection });
    const first = await run(source.id);
    expect(first).toMatchObject({ state: 'finished', listed: 4, accepted: 2, failed: 2 });
    const failures = await api.call(routes.listSourceRunFailures, {
      params: { ...params, sourceId: source.id, runId: first.id },
    });
    expect(Object.fromEntries(failures.items.map((it) => [it.key, it.failure.code]))).toEqual({
      link: 'SOURCE_FORBIDDEN',
      'tool.exe': 'FILE_TYPE_UNSUPPORTED',
    });
    expect(await keys()).toEqual(['handbook/leave.md', 'handbook/travel.md']);
    const [document] = (await api.call(routes.listDocuments, { params })).items;
    expect(document?.source).toEqual({ id: source.id, name: 'handbook', url: null });
    const answered = async (): Promise<string> =>
      (await api.call(routes.ask, { params, body: { question: 'How many days of annual leave are there?' } })).text;
    while (!(await answered()).includes('17 days')) await sleep(200);
    await rm(join(folder, 'travel.md'));
    expect(await run(source.id)).toMatchObject({ state: 'finished', changed: 0, deleted: 1 });
    expect(await keys()).toEqual(['handbook/leave.md']);
    const listed = await api.call(routes.listSources, { params });
    expect(listed.items).toMatchObject([{ name: 'handbook', documents: 1, lastRun: { deleted: 1 } }]);
  });

  it('asks before it deletes everything', async () => {
    const [source] = (await api.call(routes.listSources, { params })).items;
    const sourceId = source?.id ?? '';
    await rm(join(folder, 'leave.md'));
    await rm(join(folder, 'tool.exe'));
    await rm(join(folder, 'link'));
    expect(await run(sourceId)).toMatchObject({ state: 'needs-confirmation', vanished: 3 });
    expect(await keys()).toEqual(['handbook/leave.md']);
    await api.call(routes.confirmSourceDeletions, { params: { ...params, sourceId }, body: { delete: true } });
    expect(await ended(sourceId)).toMatchObject({ state: 'finished', deleted: 1 });
    expect(await keys()).toEqual([]);
    const problem = await api.refuse(routes.confirmSourceDeletions, {
      params: { ...params, sourceId },
      body: { delete: true },
    });
    expect(problem.code).toBe('SOURCE_NOT_WAITING');
  });

  it('says plainly what is wrong with a connection', async () => {
    const refused = async (connection: object): Promise<string> =>
      (await api.refuse(routes.checkSource, { params, body: { connection } })).code;
    const folderAt = (path: string) => ({ kind: 'folder', settings: { path } });
    expect(await refused(folderAt('/etc'))).toBe('SOURCE_FORBIDDEN');
    expect(await refused(folderAt(join(folder, 'missing')))).toBe('SOURCE_NOT_THERE');
    expect(await refused({ kind: 'git', settings: { url: 'http://127.0.0.1:9/x.git' } })).toBe('TARGET_FORBIDDEN');
    expect(await refused({ kind: 'git', settings: { url: 'ext::sh -c id' } })).toBe('INVALID_INPUT');
    expect(await refused({ kind: 'web', settings: { startUrls: ['http://[::ffff:10.0.0.1]/'] } })).toBe(
      'TARGET_FORBIDDEN',
    );
    expect(await refused({ kind: 'push', settings: {} })).toBe('SOURCE_SETTINGS_INVALID');
    const problem = await api.refuse(routes.listSources, { params: { collectionId: crypto.randomUUID() } });
    expect(problem.code).toBe('COLLECTION_NOT_FOUND');
  });

  it('takes in and deletes what a program pushes with its own key, again and again without harm', async () => {
    const make = (name: string) => api.call(routes.createApiKey, { body: { name, collectionIds: [collection.id] } });
    const [allowed, other] = [await make('crm'), await make('other')];
    const source = await create({
      name: 'crm',
      connection: { kind: 'push', settings: { keyIds: [allowed.id] }, secrets: {} },
    });
    const at = { params: { ...params, sourceId: source.id }, token: allowed.secret };
    const files = () => upload({ name: 'a.md', content: '# A', key: 'customers/1' }, { name: 'b.md', content: '# B' });
    const pushed = await api.call(routes.pushDocuments, { ...at, body: files() });
    expect(pushed.items.map((it) => [it.key, it.sourceKey, it.changed])).toEqual([
      ['customers/1', 'crm/customers/1', true],
      ['b.md', 'crm/b.md', true],
    ]);
    const again = await api.call(routes.pushDocuments, { ...at, body: files() });
    expect(again.items.map((it) => it.changed)).toEqual([false, false]);
    expect(again.items.map((it) => it.documentId)).toEqual(pushed.items.map((it) => it.documentId));
    for (const key of ['../up', '字'.repeat(1000)]) {
      const body = upload({ name: 'c.md', content: '# C', key });
      expect((await api.refuse(routes.pushDocuments, { ...at, body })).code).toBe('SOURCE_KEY_INVALID');
    }
    const body = upload({ name: 'a.md', content: '# A' });
    expect((await api.refuse(routes.pushDocuments, { ...at, token: other.secret, body })).code).toBe('FORBIDDEN');
    const query = `?key=${encodeURIComponent('customers/1')}`;
    expect((await api.refuse(routes.removePushedDocument, { ...at, token: other.secret, query })).code).toBe(
      'FORBIDDEN',
    );
    expect((await api.refuse(routes.listSources, { ...at })).code).toBe('FORBIDDEN');
    expect(await api.call(routes.removePushedDocument, { ...at, query })).toEqual({ deleted: 1 });
    expect(await api.call(routes.removePushedDocument, { ...at, query })).toEqual({ deleted: 0 });
    const keysGone = { keys: ['b.md', 'never there'] };
    expect(await api.call(routes.removePushedDocuments, { ...at, body: keysGone })).toEqual({ deleted: 1 });
    expect(await keys()).toEqual([]);
    const problem = await api.refuse(routes.runSource, { params: { ...params, sourceId: source.id } });
    expect(problem.code).toBe('SOURCE_SETTINGS_INVALID');
  });

  it('an upload does not overwrite what a source holds, and a source goes with its documents', async () => {
    const [source] = (await api.call(routes.listSources, { params })).items;
    const at = { params: { ...params, sourceId: source?.id ?? '' } };
    await api.call(routes.pushDocuments, { ...at, body: upload({ name: 'x.md', content: '# X' }) });
    const taken = upload({ name: 'x.md', content: '# Y', key: 'crm/x.md' });
    expect((await api.refuse(routes.uploadDocuments, { params, body: taken })).code).toBe('SOURCE_KEY_TAKEN');
    await api.call(routes.deleteSource, { ...at, query: '?documents=delete' });
    while ((await api.call(routes.listSources, { params })).items.some((it) => it.name === 'crm')) await sleep(50);
    expect(await keys()).toEqual([]);
  });
});
