import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Collection, DocumentView, Source, SourceRun } from '@mingda/contracts';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './run-mingda.ts';

const files = 150;
const kills = 3;

describe.each(testDatabases())('a source that is read while the process is killed with -9, $kind database', (kind) => {
  let base: string;
  let opened: OpenedDatabase | undefined;
  let server: RunningServer;
  let token = '';
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'mingda-source-crash-'));
    opened = kind.kind === 'server' ? await kind.open() : undefined;
    for (let index = 0; index < files; index += 1) {
      await writeFile(join(base, `page ${index}.md`), `# Page ${index}\n\nDesk ${index} is in room ${index * 7}.`);
    }
    await start();
  });
  afterAll(async () => {
    await server?.stop();
    await opened?.drop();
    await rm(base, { recursive: true, force: true });
  });

  const start = async (): Promise<void> => {
    const env = {
      MINGDA_SOURCE_FOLDERS: base,
      ...(opened?.url === undefined ? {} : { MINGDA_DATABASE_URL: opened.url }),
    };
    server = await startServer(join(base, '.data'), { env });
    token = server.adminToken ?? token;
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1/collections${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };

  it('takes every file in exactly once', async () => {
    const { id: collection } = await call<Collection>('POST', '', { name: 'crash' });
    const { id } = await call<Source>('POST', `/${collection}/sources`, {
      name: 'pages',
      connection: { kind: 'folder', settings: { path: base, watch: false } },
    });
    const runs = async (): Promise<SourceRun[]> =>
      (await call<{ items: SourceRun[] }>('GET', `/${collection}/sources/${id}/runs`)).items;
    const total = async (): Promise<number> =>
      (await call<{ total: number }>('GET', `/${collection}/documents?limit=1`)).total;
    await call('POST', `/${collection}/sources/${id}/run`, {});
    let killed = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      // At a different place each time: the documents say how far it has come.
      while ((await total()) < (files * kill) / (kills + 1)) await sleep(10);
      const [running] = await runs();
      await server.stop('SIGKILL');
      if (running?.state === 'running') killed += 1;
      await start();
    }
    expect(killed).toBe(kills);
    while ((await runs())[0]?.state !== 'finished') await sleep(100);
    const [run, ...others] = await runs();
    expect([run?.listed, run?.failed, run?.deleted, others.length]).toEqual([files, 0, 0, 0]);
    const { items } = await call<{ items: DocumentView[] }>('GET', `/${collection}/documents?limit=200`);
    expect(new Set(items.map((it) => it.sourceKey)).size).toBe(files);
    expect(items.map((it) => it.latestVersion.number)).toEqual(Array(files).fill(1));
  });
});
