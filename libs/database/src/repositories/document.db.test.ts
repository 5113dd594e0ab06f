import { defaultProfile } from '@mingda/contracts';
import {
  acceptSample,
  failSample,
  publishedVersion,
  randomChunks,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectionRepository } from './collection.repository.ts';
import { DocumentRepository } from './document.repository.ts';
import { VersionRepository } from './version.repository.ts';

describe.each(testDatabases())('collections and documents ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let collections: CollectionRepository;
  let documents: DocumentRepository;
  let versions: VersionRepository;
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    collections = new CollectionRepository(opened.database);
    documents = new DocumentRepository(opened.database);
    versions = new VersionRepository(opened.database);
  });
  afterAll(() => opened.drop());

  test('a second collection of one name is refused', async () => {
    const again = collections.create(home.scope, { name: 'sample', description: '', profile: defaultProfile });
    await expect(again).rejects.toMatchObject({ code: 'COLLECTION_EXISTS' });
    expect((await collections.getByName(home.scope, 'sample'))?.id).toBe(home.collectionId);
  });

  test('a profile of an older release takes the defaults of newer settings', async () => {
    const { sentenceWeight: _later, ...older } = defaultProfile.retrieval;
    await opened.database.dataSource.query(
      `update collection set profile = jsonb_set(profile, '{retrieval}', $1::jsonb) where id = $2`,
      [JSON.stringify(older), home.collectionId],
    );
    expect((await collections.get(home.scope, home.collectionId))?.profile).toEqual(defaultProfile);
  });

  test('a changed profile is the next version, the same profile is not', async () => {
    const profile = { ...defaultProfile, retrieval: { ...defaultProfile.retrieval, passages: 7 } };
    expect(await collections.updateProfile(home.scope, home.collectionId, profile)).toMatchObject({
      profileVersion: 2,
      profile,
    });
    expect(await collections.updateProfile(home.scope, home.collectionId, structuredClone(profile))).toMatchObject({
      profileVersion: 2,
    });
    const history = await opened.database.dataSource.query(
      'select version from collection_profile where collection_id = $1 order by 1',
      [home.collectionId],
    );
    expect(history).toEqual([{ version: 1 }, { version: 2 }]);
  });

  test('unchanged bytes are recognised, changed ones make the next version', async () => {
    const first = await acceptSample(opened.database, home, { key: 'handbook', content: 'one' });
    expect(first).toMatchObject({ changed: true, state: 'queued' });
    expect(await acceptSample(opened.database, home, { key: 'handbook', content: 'one' })).toEqual({
      ...first,
      changed: false,
    });
    const second = await acceptSample(opened.database, home, { key: 'handbook', content: 'two' });
    expect(second).toMatchObject({ documentId: first.documentId, changed: true });
    expect((await documents.versions(home.scope, first.documentId)).map(({ number }) => number)).toEqual([2, 1]);
    expect(await collections.get(home.scope, home.collectionId)).toMatchObject({ documentCount: 1 });
  });

  test('the bytes of a failed version are taken again, and a failed version can be put back', async () => {
    const first = await acceptSample(opened.database, home, { key: 'broken', content: 'x' });
    await failSample(opened.database, first.versionId, { code: 'FILE_CORRUPT', en: 'damaged', zh: '损坏' });
    expect(await documents.version(home.scope, first.versionId)).toMatchObject({
      state: 'failed',
      failure: { code: 'FILE_CORRUPT', zh: '损坏' },
    });
    const requeue = () => opened.database.transaction((tx) => documents.requeue(home.scope, first.documentId, tx));
    expect(await requeue()).toEqual({ versionId: first.versionId, requeued: true });
    expect(await requeue()).toEqual({ versionId: first.versionId, requeued: false });
    await failSample(opened.database, first.versionId, { code: 'FILE_CORRUPT', en: 'damaged', zh: '损坏' });
    const again = await acceptSample(opened.database, home, { key: 'broken', content: 'x' });
    expect(again.changed).toBe(true);
    expect(again.versionId).not.toBe(first.versionId);
  });

  test('eight uploads of one key at once become one document with eight numbered versions', async () => {
    const uploads = Array.from({ length: 8 }, (_, index) =>
      acceptSample(opened.database, home, { key: 'busy', content: `v${String(index)}` }),
    );
    const [first] = await Promise.all(uploads);
    const numbers = (await documents.versions(home.scope, first?.documentId ?? '')).map(({ number }) => number);
    expect(numbers).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test('the list filters by state and by any part of title or key, taken literally', async () => {
    await acceptSample(opened.database, home, { key: 'price_100%', content: 'p' });
    const keys = async (filter: object) =>
      (await documents.list(home.scope, home.collectionId, { offset: 0, limit: 50, ...filter })).items.map(
        ({ sourceKey }) => sourceKey,
      );
    expect(await keys({ search: 'E_100%' })).toEqual(['price_100%']);
    expect(await keys({ search: '%' })).toEqual(['price_100%']);
    expect(await keys({ state: 'failed' })).toEqual([]);
    const page = await documents.list(home.scope, home.collectionId, { offset: 1, limit: 2 });
    expect([page.items.length, page.total]).toEqual([2, 4]);
  });

  test('what the ingestion job loads, and where it says it stands', async () => {
    const { documentId, versionId } = await acceptSample(opened.database, home, { key: 'work', content: 'w' });
    expect(await versions.load(versionId)).toMatchObject({
      documentId,
      sourceKey: 'work',
      blobKey: 'blob of w',
      state: 'queued',
      scope: { tenantId: home.scope.tenantId, collectionIds: [home.collectionId] },
      profile: { retrieval: { passages: 7 } },
    });
    await versions.setStage(versionId, 'embedding', 0.5);
    await versions.publish(versionId, publishedVersion(randomChunks(seededRandom(1), 3), { text: '全文' }));
    await versions.setStage(versionId, 'parsing', 0.1);
    await failSample(opened.database, versionId, { code: 'INTERNAL', en: '', zh: '' });
    expect(await documents.get(home.scope, documentId)).toMatchObject({
      title: 'A title',
      currentVersionId: versionId,
      latestVersion: { state: 'ready', progress: 1, failure: null, chunkCount: 3 },
    });
    const text = await documents.text(home.scope, versionId);
    expect(text).toMatchObject({
      text: '全文',
      chunks: [{ ordinal: 0, headingPath: ['Chapter "one"', '第一节'], pageFrom: 1 }, { ordinal: 1 }, { ordinal: 2 }],
    });
  });

  test('deleting returns the blobs that nobody else uses', async () => {
    const one = await acceptSample(opened.database, home, { key: 'copy 1', content: 'shared' });
    const two = await acceptSample(opened.database, home, { key: 'copy 2', content: 'shared' });
    expect(await documents.delete(home.scope, one.documentId)).toMatchObject({ blobKeys: [] });
    expect(await documents.delete(home.scope, two.documentId)).toMatchObject({ blobKeys: ['blob of shared'] });
    expect(await documents.delete(home.scope, two.documentId)).toBeNull();
    expect(await versions.load(two.versionId)).toBeNull();
    const late = versions.publish(two.versionId, publishedVersion(randomChunks(seededRandom(2), 1)));
    await expect(late).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  test('deleting a collection leaves nothing of it', async () => {
    const other = await sampleCollection(opened.database, 'short-lived');
    const { versionId } = await acceptSample(opened.database, other, { key: 'k', content: 'only here' });
    await versions.publish(versionId, publishedVersion(randomChunks(seededRandom(3), 5)));
    expect(await collections.delete(other.scope, other.collectionId)).toEqual({ blobKeys: ['blob of only here'] });
    for (const table of [
      'chunk',
      'chunk_vector',
      'chunk_lexical',
      'lexical_term',
      'collection_model',
      'document',
      'document_version',
    ]) {
      expect(
        await opened.database.dataSource.query(`select 1 from ${table} where collection_id = $1`, [other.collectionId]),
      ).toEqual([]);
    }
    expect(await collections.delete(other.scope, other.collectionId)).toBeNull();
  });
});
