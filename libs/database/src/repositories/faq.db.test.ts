import { faqContentSchema, type AccessScope, type FaqContent } from '@mingda/contracts';
import {
  acceptSample,
  publishedVersion,
  randomChunks,
  randomVector,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FaqMatchRepository } from './faq-match.repository.ts';
import { FaqRepository, type NewFaqEntry } from './faq.repository.ts';
import { VersionRepository } from './version.repository.ts';

const modelKey = 'bge-small-zh-v1.5-int8';
const random = seededRandom(5);
const nearby = randomVector(random, 512);
const away = nearby.map((it) => -it);
const everything = { offset: 0, limit: 50 };

function entry(question: string, over: Partial<FaqContent> = {}, vector = nearby): NewFaqEntry {
  const content = faqContentSchema.parse({ question, answer: '按制度第三条办理。', ...over });
  return { content, phrasings: [{ text: question, modelKey, vector }], changedBy: 'desk' };
}

describe.each(testDatabases())('approved answers ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let faq: FaqRepository;
  let match: FaqMatchRepository;
  let home: SampleCollection;
  let scope: AccessScope;
  const near = (of: AccessScope = scope, collectionId = home.collectionId) =>
    match.nearest(of, collectionId, { modelKey, vector: nearby, limit: 5 });

  beforeAll(async () => {
    opened = await open();
    faq = new FaqRepository(opened.database);
    match = new FaqMatchRepository(opened.database);
    home = await sampleCollection(opened.database);
    scope = home.scope;
  });
  afterAll(() => opened.drop());

  test('answer from approval to withdrawal, and at no other time', async () => {
    const { id } = await faq.create(scope, home.collectionId, entry('怎么报销？'));
    expect(await near()).toEqual([]);
    const approved = await faq.setState(scope, id, { state: 'approved', by: 'Head of finance' });
    expect(approved).toMatchObject({ state: 'approved', answers: true, approvedBy: 'Head of finance', revision: 2 });
    expect(await near()).toMatchObject([{ entryId: id, text: '怎么报销？' }]);
    expect((await near())[0]?.similarity).toBeCloseTo(1, 5);
    const retired = await faq.setState(scope, id, { state: 'retired', by: 'desk' });
    expect(retired).toMatchObject({ answers: false, approvedBy: null, approvedAt: null });
    expect(await near()).toEqual([]);
    expect((await faq.revisions(scope, id)).map((it) => it.state)).toEqual(['retired', 'approved', 'draft']);
  });

  test('do not answer past their date', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    const { id } = await faq.create(scope, home.collectionId, entry('旧规定还有效吗？', { validUntil: past }));
    expect(await faq.setState(scope, id, { state: 'approved', by: 'desk' })).toMatchObject({ answers: false });
    expect((await near()).map((it) => it.entryId)).not.toContain(id);
  });

  test('are drafts again once their words change, and a change made from an old revision is refused', async () => {
    const { id } = await faq.create(scope, home.collectionId, entry('几点上班？'));
    await faq.setState(scope, id, { state: 'approved', by: 'desk' });
    const changed = await faq.change(scope, id, { ...entry('几点上班？', { answer: '九点。' }), revision: 2 });
    expect(changed).toMatchObject({ state: 'draft', answers: false, answer: '九点。', revision: 3, approvedBy: null });
    expect((await near()).map((it) => it.entryId)).not.toContain(id);
    const stale = faq.change(scope, id, { ...entry('几点上班？', { answer: '十点。' }), revision: 2 });
    await expect(stale).rejects.toMatchObject({ code: 'FAQ_CHANGED' });
    const [latest, ...older] = await faq.revisions(scope, id);
    expect(latest?.content.answer).toBe('九点。');
    expect(older.map((it) => it.content.answer)).toEqual(['按制度第三条办理。', '按制度第三条办理。']);
  });

  test('ask each question once, also when two people write it at the same moment', async () => {
    const writes = await Promise.allSettled(
      [1, 2, 3].map(() => faq.create(scope, home.collectionId, entry('同一个问题？'))),
    );
    expect(writes.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    for (const it of writes) if (it.status === 'rejected') expect(it.reason).toMatchObject({ code: 'FAQ_EXISTS' });
  });

  test('get new vectors when the models change, unless somebody changed them meanwhile', async () => {
    const { id, revision } = await faq.create(scope, home.collectionId, entry('换了模型还能找到吗？', {}, away));
    await faq.setState(scope, id, { state: 'approved', by: 'desk' });
    const outdated = async (...modelKeys: string[]) =>
      (await faq.outdated(scope, home.collectionId, { modelKeys, limit: 100 })).map((it) => it.id);
    expect(await outdated(modelKey)).toEqual([]);
    expect(await outdated('another-model')).toContain(id);
    const phrasings = [{ text: '换了模型还能找到吗？', modelKey: 'another-model', vector: randomVector(random, 3) }];
    await faq.embedAgain(scope, id, { revision, phrasings });
    expect(await outdated('another-model')).toContain(id);
    await faq.embedAgain(scope, id, { revision: revision + 1, phrasings });
    expect(await outdated('another-model')).not.toContain(id);
    expect(await outdated(modelKey)).toContain(id);
    expect(await faq.get(scope, id)).toMatchObject({ state: 'approved', revision: revision + 1 });
  });

  test('are found by any part of their words, and hostile patterns are words', async () => {
    await faq.create(scope, home.collectionId, entry('100%_折扣\\怎么用？'));
    const find = async (search: string) => (await faq.list(scope, home.collectionId, { ...everything, search })).total;
    expect(await find('100%_折扣\\')).toBe(1);
    expect(await find('%')).toBe(1);
    expect(await find("'; drop table faq_entry; --")).toBe(0);
  });

  test('belong to their collection and tenant alone', async () => {
    const other = await sampleCollection(opened.database, 'other');
    const { id } = await faq.create(scope, home.collectionId, entry('只属于这里？', {}, away));
    await faq.setState(scope, id, { state: 'approved', by: 'desk' });
    const elsewhere: AccessScope[] = [
      { tenantId: scope.tenantId, collectionIds: [other.collectionId] },
      { tenantId: scope.tenantId, collectionIds: [] },
      { tenantId: '0198c0de-0000-7000-8000-000000000001' },
    ];
    for (const stranger of elsewhere) {
      expect(await near(stranger)).toEqual([]);
      expect(await faq.get(stranger, id)).toBeNull();
      expect(await faq.revisions(stranger, id)).toEqual([]);
      expect((await faq.list(stranger, home.collectionId, everything)).items).toEqual([]);
      await expect(faq.setState(stranger, id, { state: 'retired', by: 'x' })).rejects.toMatchObject({
        code: 'FAQ_NOT_FOUND',
      });
      const change = faq.change(stranger, id, { ...entry('x'), revision: 2 });
      await expect(change).rejects.toMatchObject({ code: 'FAQ_NOT_FOUND' });
      const create = faq.create(stranger, home.collectionId, entry('fremd?'));
      await expect(create).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    }
    expect(await near(scope, other.collectionId)).toEqual([]);
  });

  test('cite the current version of a document at the quote, and drop what is gone', async () => {
    const { documentId, versionId } = await acceptSample(opened.database, home, { key: 'k', content: 'c' });
    const text = 'Passage 0. Second sentence.';
    const chunks = randomChunks(random, 1);
    await new VersionRepository(opened.database).publish(versionId, publishedVersion(chunks, { text }));
    const cited = await match.cited(scope, [
      { documentId, quote: 'Second sentence.' },
      { documentId, quote: 'words that were there once' },
      { documentId: '0198c0de-0000-7000-8000-000000000002' },
      { documentId },
    ]);
    expect(cited.map((it) => [it.quote, it.charStart, it.charEnd])).toEqual([
      ['Second sentence.', 11, 27],
      ['', 0, 0],
    ]);
    expect(cited[0]).toMatchObject({ documentId, versionId, versionNumber: 1, sourceKey: 'k' });
    expect(await match.cited({ tenantId: scope.tenantId, collectionIds: [] }, [{ documentId }])).toEqual([]);
  });
});
