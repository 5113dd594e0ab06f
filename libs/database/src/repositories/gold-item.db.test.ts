import { randomUUID } from 'node:crypto';
import type { AccessScope } from '@mingda/contracts';
import { acceptSample, publishedVersion, sampleCollection, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewGoldItem } from './gold-item-rows.ts';
import { GoldItemRepository } from './gold-item.repository.ts';
import { GoldSetRepository } from './gold-set.repository.ts';
import { goldSplitOf } from './gold-split.ts';
import { DocumentRepository } from './document.repository.ts';
import { VersionRepository } from './version.repository.ts';

function item(given: Partial<NewGoldItem> = {}): NewGoldItem {
  const key = given.key ?? randomUUID();
  return {
    key,
    state: 'accepted',
    origin: 'manual',
    originRef: null,
    question: '年假有几天？',
    answers: ['10天'],
    keyEntities: [],
    relevant: [],
    answerable: true,
    lang: 'zh',
    turns: [],
    split: goldSplitOf(key),
    splitChosen: false,
    tags: [],
    intent: null,
    tests: null,
    evidence: [],
    note: null,
    ...given,
  };
}

const all = { offset: 0, limit: 100 } as const;

describe.each(testDatabases())('items of gold sets ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let scope: AccessScope;
  let collectionId: string;
  let sets: GoldSetRepository;
  let items: GoldItemRepository;
  let made = 0;
  beforeAll(async () => {
    opened = await open();
    ({ scope, collectionId } = await sampleCollection(opened.database));
    sets = new GoldSetRepository(opened.database);
    items = new GoldItemRepository(opened.database);
  });
  afterAll(() => opened.drop());

  async function newSet(linked: string | null = null): Promise<{ id: string; name: string }> {
    made += 1;
    return sets.create(scope, { name: `set-${made}`, title: `Set ${made}`, description: '', collectionId: linked });
  }

  const add = async (goldSetId: string, given: Partial<NewGoldItem> = {}): Promise<string> =>
    (await items.create(scope, goldSetId, item(given))) ?? '';

  test('keep every field', async () => {
    const { id } = await newSet();
    const given = item({
      key: 'k1',
      question: '“引号”\\ 和 \t 制表？',
      answers: ['a', '{b,c}', '"d"'],
      keyEntities: ['10'],
      relevant: ['hr/假期.docx'],
      answerable: false,
      turns: [{ role: 'user', text: '你好' }],
      tags: ['假期', 'a,b'],
      intent: 'leave',
      tests: { language: 'python', code: 'assert add(1, 2) == 3', entryPoint: 'add' },
      note: { count: 3, reasons: ['refused'], examples: ['x'] },
      evidence: [{ documentId: randomUUID(), versionId: randomUUID(), sourceKey: 's', quote: 'q' }],
    });
    const itemId = (await items.create(scope, id, given)) ?? '';
    const { originRef, ...rest } = given;
    expect(await items.get(scope, id, itemId)).toMatchObject({ ...rest, originRef, revision: 1 });
  });

  test('are found by state, split, tag, origin, language and words, in pages', async () => {
    const { id } = await newSet();
    for (let n = 0; n < 5; n += 1) await add(id, { key: `k${n}`, question: `问题 ${n}`, tags: n === 2 ? ['two'] : [] });
    await add(id, { key: 'c', state: 'candidate', origin: 'log', lang: 'en', question: '100% sure_?', split: 'test' });
    const total = async (filter: object): Promise<number> => (await items.list(scope, id, { ...all, ...filter })).total;
    expect(await total({})).toBe(6);
    expect(await total({ state: 'accepted' })).toBe(5);
    expect(await total({ tag: 'two' })).toBe(1);
    expect(await total({ origin: 'log' })).toBe(1);
    expect(await total({ lang: 'en' })).toBe(1);
    expect(await total({ search: '100% SURE_' })).toBe(1);
    expect(await total({ search: '%' })).toBe(1);
    expect(await total({ search: '10天' })).toBe(6);
    expect(await total({ split: 'test', state: 'candidate' })).toBe(1);
    const page = await items.list(scope, id, { offset: 2, limit: 2 });
    // The candidate comes first, the others in the order in which they came.
    expect(page.items.map((it) => it.key)).toEqual(['k1', 'k2']);
  });

  test('change only under the revision that was seen', async () => {
    const { id } = await newSet();
    const itemId = await add(id);
    const change = { ...item(), question: '几天？', revision: 1, state: 'accepted', split: null } as const;
    const both = await Promise.allSettled([
      items.change(scope, { goldSetId: id, id: itemId }, change),
      items.change(scope, { goldSetId: id, id: itemId }, { ...change, question: '多少天？' }),
    ]);
    expect(both.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((it) => it.status === 'rejected')?.reason).toMatchObject({ code: 'GOLD_ITEM_CHANGED' });
    expect(await items.get(scope, id, itemId)).toMatchObject({ revision: 2, splitChosen: false });
    await expect(items.change(scope, { goldSetId: id, id: randomUUID() }, change)).rejects.toMatchObject({
      code: 'GOLD_ITEM_NOT_FOUND',
    });
  });

  test('a chosen split stays, and goes back to the hash when it is given back', async () => {
    const { id } = await newSet();
    const itemId = await add(id, { key: 'stable' });
    const other = goldSplitOf('stable') === 'tune' ? 'test' : 'tune';
    expect(await items.bulk(scope, id, { ids: [itemId], action: 'split', split: other })).toBe(1);
    expect(await items.get(scope, id, itemId)).toMatchObject({ split: other, splitChosen: true });
    expect(await items.bulk(scope, id, { ids: [itemId], action: 'split', split: other })).toBe(0);
    await items.bulk(scope, id, { ids: [itemId], action: 'split', split: null });
    expect(await items.get(scope, id, itemId)).toMatchObject({ split: goldSplitOf('stable'), splitChosen: false });
  });

  test('many at once: states, tags, deletion; what is not in the set is passed over', async () => {
    const { id } = await newSet();
    const other = await newSet();
    const foreign = await add(other.id);
    const ids = [await add(id, { state: 'candidate' }), await add(id), randomUUID(), foreign];
    expect(await items.bulk(scope, id, { ids, action: 'accept' })).toBe(1);
    expect(await items.bulk(scope, id, { ids, action: 'tag', tag: 'x' })).toBe(2);
    expect(await items.bulk(scope, id, { ids, action: 'tag', tag: 'x' })).toBe(0);
    expect((await sets.detail(scope, (await sets.list(scope)).find((it) => it.id === id)?.name ?? ''))?.tags).toEqual([
      'x',
    ]);
    expect(await items.bulk(scope, id, { ids, action: 'untag', tag: 'x' })).toBe(2);
    expect(await items.bulk(scope, id, { ids, action: 'reject' })).toBe(2);
    expect(await items.bulk(scope, id, { ids, action: 'reopen' })).toBe(2);
    expect(await items.bulk(scope, id, { ids, action: 'delete' })).toBe(2);
    expect(await items.get(scope, other.id, foreign)).not.toBeNull();
  });

  test('are proposed once for each origin, whatever became of them', async () => {
    const { id: goldSetId } = await newSet();
    const proposal = { goldSetId, question: '几天？', origin: 'gap', originRef: 'gap 1' } as const;
    const first = await items.propose(scope, proposal);
    await items.bulk(scope, goldSetId, { ids: [first.id], action: 'reject' });
    const again = await Promise.all([items.propose(scope, proposal), items.propose(scope, proposal)]);
    expect(again).toEqual([
      { id: first.id, isNew: false },
      { id: first.id, isNew: false },
    ]);
    expect(await items.get(scope, goldSetId, first.id)).toMatchObject({ state: 'rejected', origin: 'gap' });
    const stranger = { tenantId: randomUUID() };
    await expect(items.propose(stranger, proposal)).rejects.toMatchObject({ code: 'GOLD_SET_NOT_FOUND' });
  });

  test('imported again change what the file changed and nothing else', async () => {
    const { id: goldSetId } = await newSet();
    const importAll = (rows: readonly NewGoldItem[]) =>
      opened.database.transaction((tx) => items.import(scope, { goldSetId, items: rows }, tx));
    const rows = Array.from({ length: 2500 }, (_, n) => item({ key: `i${n}`, origin: 'import' }));
    expect(await importAll(rows)).toEqual({ created: 2500, updated: 0, unchanged: 0 });
    const [first] = (await items.list(scope, goldSetId, { offset: 0, limit: 1 })).items;
    expect(first?.key).toBe('i0');
    await items.bulk(scope, goldSetId, { ids: [first?.id ?? ''], action: 'reject' });
    const edited = rows.map((row, n) => (n < 2 ? { ...row, question: '新问题？' } : row));
    expect(await importAll(edited)).toEqual({ created: 0, updated: 2, unchanged: 2498 });
    expect(await items.get(scope, goldSetId, first?.id ?? '')).toMatchObject({
      state: 'rejected',
      question: '新问题？',
    });
  });

  test('are stale when the cited document has lost the quote or is gone, until somebody confirms them', async () => {
    const { id } = await newSet(collectionId);
    const home = { scope, collectionId };
    const versions = new VersionRepository(opened.database);
    const publish = async (content: string, text: string) => {
      const accepted = await acceptSample(opened.database, home, { key: 'leave.txt', content });
      await versions.publish(accepted.versionId, publishedVersion([], { text }));
      return accepted;
    };
    const first = await publish('one', '员工每年享有\n10天年假。');
    const cited = { documentId: first.documentId, versionId: first.versionId, sourceKey: 'leave.txt' };
    const held = await add(id, { evidence: [{ ...cited, quote: '员工每年享有\n10天年假' }] });
    const lost = await add(id, { evidence: [{ ...cited, quote: '10天年假。' }] });
    const stale = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries((await items.list(scope, id, { ...all, stale: true })).items.map((it) => [it.id, it.stale]));
    expect(await stale()).toEqual({});

    const second = await publish('two', '员工每年享有 10天年假，另有3天。');
    expect(await stale()).toEqual({ [lost]: 'quote-missing' });
    const set = await sets.list(scope).then((list) => list.find((it) => it.id === id));
    expect((await sets.detail(scope, set?.name ?? ''))?.counts.stale).toBe(1);
    expect(await items.bulk(scope, id, { ids: [lost], action: 'confirm' })).toBe(1);
    expect(await stale()).toEqual({});
    expect((await items.get(scope, id, lost))?.evidence[0]?.versionId).toBe(second.versionId);

    await new DocumentRepository(opened.database).delete(scope, first.documentId);
    expect(await stale()).toEqual({ [held]: 'document-deleted', [lost]: 'document-deleted' });
    // Imported again under its source key, it is found again.
    const third = await publish('three', '员工每年享有10天年假。');
    expect(await stale()).toEqual({});
    await new DocumentRepository(opened.database).delete(scope, third.documentId);
    await items.bulk(scope, id, { ids: [held], action: 'confirm' });
    expect((await items.get(scope, id, held))?.evidence).toEqual([]);
  });

  test('of another tenant, or beside the collections of a scope, are not there', async () => {
    const linked = await newSet(collectionId);
    const free = await newSet();
    const itemId = await add(linked.id);
    const own = { ...scope, collectionIds: [collectionId] };
    expect(await items.get(own, linked.id, itemId)).not.toBeNull();
    expect(await sets.get(own, free.name)).toBeNull();
    for (const stranger of [{ tenantId: randomUUID() }, { ...scope, collectionIds: [randomUUID()] }]) {
      expect(await items.get(stranger, linked.id, itemId)).toBeNull();
      expect((await items.list(stranger, linked.id, all)).total).toBe(0);
      expect(await items.accepted(stranger, linked.id)).toEqual([]);
      expect(await items.create(stranger, linked.id, item())).toBeNull();
      expect(await items.bulk(stranger, linked.id, { ids: [itemId], action: 'delete' })).toBe(0);
      expect(await sets.get(stranger, linked.name)).toBeNull();
      expect(await sets.list(stranger)).toEqual([]);
      expect(await sets.versions(stranger, linked.id)).toEqual([]);
      expect(await sets.delete(stranger, linked.name)).toBe(false);
    }
  });
});
