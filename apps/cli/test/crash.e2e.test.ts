import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VersionText } from '@mingda/contracts';
import { CollectionRepository, Database, DocumentRepository, TenantRepository } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { testDatabases, type TestDatabase } from '@mingda/testing';
import { describe, expect, it } from 'vitest';

const kills = 20;
const root = join(import.meta.dirname, '..', '..', '..');
const documents = join(root, 'eval', 'sample', 'documents');
const documentCount = 48;
/** Kills aim at each stage in turn; `published` is logged right after the publishing transaction was acknowledged. */
const targets = ['parsing', 'embedding', 'writing', 'published'] as const;

/** A small seeded generator (mulberry32), so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Store {
  readonly dataDir: string;
  readonly url: string | undefined;
}

function startImport(store: Store): ChildProcess {
  return spawn(
    process.execPath,
    [
      join(root, 'apps', 'cli', 'bin', 'mingda.js'),
      'import',
      documents,
      '--collection',
      'crash',
      '--data',
      store.dataDir,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        MINGDA_LOG_LEVEL: 'debug',
        ...(store.url === undefined ? {} : { MINGDA_DATABASE_URL: store.url }),
      },
    },
  );
}

/** Kills the import at the `nth` time that a document enters the stage, `delayMs` later; tells whether it came to that. */
async function killAt(child: ChildProcess, at: { stage: string; nth: number; delayMs: number }): Promise<boolean> {
  const exited = once(child, 'exit');
  let seen = 0;
  let killed = false;
  if (child.stderr === null) throw new Error('the child has no stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    if (killed || !line.includes(`"stage":"${at.stage}"`)) continue;
    seen += 1;
    if (seen < at.nth) continue;
    if (at.delayMs > 0) await sleep(at.delayMs);
    killed = child.kill('SIGKILL');
  }
  await exited;
  return killed;
}

/** A place for the killed process to import into; nothing of it is held open here. */
async function newStore({ kind, open }: TestDatabase): Promise<Store & { drop: () => Promise<void> }> {
  if (kind === 'server') return open();
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-crash-'));
  return { dataDir, url: undefined, drop: () => rm(dataDir, { recursive: true, force: true }) };
}

async function readAll(store: Store): Promise<Map<string, VersionText[]>> {
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const database = await Database.open({ url: store.url, pool: 2, dataDir: store.dataDir, logger });
  try {
    const scope = { tenantId: await new TenantRepository(database).ensureDefault() };
    const collection = await new CollectionRepository(database).getByName(scope, 'crash');
    const repository = new DocumentRepository(database);
    const { items } = await repository.list(scope, collection?.id ?? '', { offset: 0, limit: 200 });
    const texts = new Map<string, VersionText[]>();
    for (const item of items) {
      const versions = await repository.versions(scope, item.id);
      const found = await Promise.all(versions.map((version) => repository.text(scope, version.id)));
      texts.set(item.sourceKey, [...(texts.get(item.sourceKey) ?? []), ...found.filter((text) => text !== null)]);
    }
    return texts;
  } finally {
    await database.close();
  }
}

const outline = (texts: Map<string, VersionText[]>): unknown =>
  new Map(
    [...texts].map(([key, versions]) => [
      key,
      versions.map((it) => [it.version.state, it.text, it.chunks.map((chunk) => [chunk.ordinal, chunk.text])]),
    ]),
  );

describe.each(testDatabases())('import killed with -9 at random moments, $kind database', (target) => {
  it('ends with every document ready exactly once and no chunk missing or doubled', { timeout: 900_000 }, async () => {
    const seed = Number(process.env['MINGDA_CRASH_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`crash test on the ${target.kind} database, seed ${seed}\n`);
    const random = randomFrom(seed);
    const store = await newStore(target);
    const clean: Store = { dataDir: await mkdtemp(join(tmpdir(), 'mingda-clean-')), url: undefined };
    try {
      const hits = new Map<string, number>();
      for (let kill = 0; kill < kills; kill += 1) {
        const stage = targets[kill % targets.length] ?? 'parsing';
        const at = {
          stage,
          nth: 1 + Math.floor(random() * 2),
          delayMs: Math.floor(random() * (stage === 'writing' ? 8 : 25)),
        };
        if (await killAt(startImport(store), at)) hits.set(stage, (hits.get(stage) ?? 0) + 1);
      }
      expect(new Set(hits.keys())).toEqual(new Set(targets));

      const [code] = (await once(startImport(store), 'exit')) as [number];
      expect(code).toBe(0);
      const [cleanCode] = (await once(startImport(clean), 'exit')) as [number];
      expect(cleanCode).toBe(0);

      const survived = await readAll(store);
      expect(survived.size).toBe(documentCount);
      for (const [key, versions] of survived)
        expect([key, versions.map((it) => it.version.number)]).toEqual([key, [1]]);
      expect(outline(survived)).toEqual(outline(await readAll(clean)));
    } finally {
      await store.drop();
      await rm(clean.dataDir, { recursive: true, force: true });
    }
  });
});
