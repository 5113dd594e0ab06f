import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessScope } from '@mingda/contracts';
import {
  AnswerRepository,
  GoldItemRepository,
  GoldProposalRepository,
  GoldSetRepository,
  GoldSourceRepository,
  VersionRepository,
} from '@mingda/database';
import {
  acceptSample,
  FakeEmbedder,
  publishedVersion,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freezeGoldSet } from './freeze-gold-set.ts';
import type { GoldSetStore } from './gold-set-store.ts';
import { GoldSets } from './gold-sets.ts';
import { ImportGoldItems } from './importing/import-gold-items.ts';
import { ManageGoldItems } from './manage-gold-items.ts';
import { ManageGoldSets } from './manage-gold-sets.ts';
import { ProposeGoldItems } from './proposing/propose-gold-items.ts';

describe.each(testDatabases())('gold sets of folder and database ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let root: string;
  let scope: AccessScope;
  let collectionId: string;
  let store: GoldSetStore;
  let goldSets: GoldSets;
  let manage: ManageGoldSets;
  let items: ManageGoldItems;
  beforeAll(async () => {
    opened = await open();
    root = await mkdtemp(join(tmpdir(), 'mingda-gold-'));
    await mkdir(join(root, 'leave'));
    await writeFile(join(root, 'leave', 'corpus.jsonl'), '{"id":"d","text":"每年10天。"}\n');
    await writeFile(join(root, 'leave', 'questions.jsonl'), '{"id":"q","question":"几天？","relevant":["d"]}\n');
    ({ scope, collectionId } = await sampleCollection(opened.database));
    const { database } = opened;
    store = { database, sets: new GoldSetRepository(database), items: new GoldItemRepository(database) };
    goldSets = new GoldSets(root, store);
    manage = new ManageGoldSets(store, goldSets);
    items = new ManageGoldItems(store);
  });
  afterAll(async () => {
    await opened.drop();
    await rm(root, { recursive: true, force: true });
  });

  const newSet = (name: string) => manage.create(scope, { title: name, name, description: '', collectionId });
  const add = (name: string, question: string) =>
    items.create(scope, name, {
      question,
      answers: [],
      keyEntities: [],
      relevant: [],
      answerable: true,
      lang: 'zh',
      turns: [],
      tags: [],
      evidence: [],
      intent: null,
      tests: null,
      state: 'accepted',
    });

  test('are one list, read by name; only stored ones have versions', async () => {
    await newSet('stored');
    expect((await goldSets.list(scope)).map((it) => [it.kind, it.name])).toEqual([
      ['stored', 'stored'],
      ['folder', 'leave'],
    ]);
    expect(await goldSets.read(scope, { name: 'leave' })).toMatchObject({ name: 'leave', questions: [{ id: 'q' }] });
    await expect(goldSets.read(scope, { name: 'leave', version: 1 })).rejects.toMatchObject({
      code: 'GOLD_VERSION_NOT_FOUND',
    });
    await expect(goldSets.read(scope, { name: 'stored' })).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
    await expect(goldSets.read(scope, { name: 'nothing' })).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
    await expect(newSet('leave')).rejects.toMatchObject({ code: 'GOLD_SET_EXISTS' });
  });

  test('a run reads what was frozen, whatever is edited since; many at once freeze one version', async () => {
    await newSet('frozen');
    await add('frozen', '年假几天？');
    const reads = await Promise.all(Array.from({ length: 5 }, () => goldSets.read(scope, { name: 'frozen' })));
    expect(reads.map((it) => it.version)).toEqual([1, 1, 1, 1, 1]);
    await add('frozen', '病假几天？');
    expect((await goldSets.read(scope, { name: 'frozen', version: 1 })).questions).toHaveLength(1);
    expect(await goldSets.read(scope, { name: 'frozen' })).toMatchObject({ version: 2 });
    expect(await manage.versions(scope, 'frozen')).toHaveLength(2);
    await expect(goldSets.read(scope, { name: 'frozen', version: 3 })).rejects.toMatchObject({
      code: 'GOLD_VERSION_NOT_FOUND',
    });
    const stranger = { tenantId: randomUUID() };
    await expect(goldSets.read(stranger, { name: 'frozen' })).rejects.toMatchObject({ code: 'GOLD_SET_INVALID' });
    await expect(freezeGoldSet(store, stranger, { name: 'frozen', note: '' })).rejects.toMatchObject({
      code: 'GOLD_SET_NOT_FOUND',
    });
  });

  test('an import that fails in the middle leaves nothing behind', async () => {
    await newSet('half');
    const failing: GoldItemRepository = Object.create(store.items, {
      import: {
        value: async (...given: Parameters<GoldItemRepository['import']>) => {
          await store.items.import(...given);
          throw new Error('the connection broke');
        },
      },
    }) as GoldItemRepository;
    const content = Buffer.from('question\nA?\nB?\n');
    const broken = new ImportGoldItems({ ...store, items: failing }, { expandedBytes: 1e6 });
    await expect(broken.execute(scope, 'half', { content })).rejects.toThrow('the connection broke');
    expect((await manage.detail(scope, 'half')).counts.accepted).toBe(0);
    const whole = new ImportGoldItems(store, { expandedBytes: 1e6 });
    expect(await whole.execute(scope, 'half', { content })).toMatchObject({ created: 2 });
    const both = await Promise.all([1, 2].map(() => whole.execute(scope, 'half', { content })));
    expect(both.map((it) => it.unchanged)).toEqual([2, 2]);
  });

  test('a search for candidates that was stopped goes on where it was, and proposes nothing twice', async () => {
    const { database } = opened;
    const set = await newSet('search');
    const versions = new VersionRepository(database);
    for (let n = 0; n < 6; n += 1) {
      const accepted = await acceptSample(database, { scope, collectionId }, { key: `d${n}`, content: `c${n}` });
      const text = `问：第${'一二三四五六'[n] ?? ''}条是什么？\n答：这是答案。`;
      await versions.publish(accepted.versionId, publishedVersion([], { text }));
    }
    const proposals = new GoldProposalRepository(database);
    const propose = new ProposeGoldItems({
      proposals,
      items: store.items,
      sources: new GoldSourceRepository(database),
      answers: new AnswerRepository(database),
      embedder: new FakeEmbedder(),
      writer: undefined,
    });
    const options = { source: 'documents', limit: 50, writer: false } as const;
    const started = await database.transaction((tx) => proposals.create(scope, { goldSetId: set.id, options }, tx));
    const stop = new AbortController();
    const stopping: GoldItemRepository = Object.create(store.items, {
      proposeMany: {
        value: async (...given: Parameters<GoldItemRepository['proposeMany']>) => {
          const made = await store.items.proposeMany(...given);
          stop.abort();
          return made;
        },
      },
    }) as GoldItemRepository;
    const killed = new ProposeGoldItems({
      proposals,
      items: stopping,
      sources: new GoldSourceRepository(database),
      answers: new AnswerRepository(database),
      embedder: new FakeEmbedder(),
      writer: undefined,
    });
    await expect(killed.execute(started.id, stop.signal)).rejects.toThrow(/abort/i);
    expect(await proposals.unfinished()).toEqual([started.id]);
    expect((await manage.detail(scope, 'search')).counts.candidate).toBe(1);
    await propose.execute(started.id);
    expect(await proposals.list(scope, set.id)).toMatchObject([{ state: 'finished', progress: 1, proposed: 6 }]);
    expect((await manage.detail(scope, 'search')).counts.candidate).toBe(6);
    await propose.execute(started.id);
    expect((await manage.detail(scope, 'search')).counts.candidate).toBe(6);

    const unlinked = await manage.change(scope, 'search', { title: 'x', description: '', collectionId: null });
    const again = await database.transaction((tx) => proposals.create(scope, { goldSetId: unlinked.id, options }, tx));
    await propose.execute(again.id);
    expect((await proposals.list(scope, set.id))[0]).toMatchObject({
      state: 'failed',
      failure: { code: 'GOLD_SET_UNLINKED' },
    });
  });
});
