import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultProfile, type Profile } from '@mingda/contracts';
import {
  ChunkEditRepository,
  CollectionLexicons,
  CollectionRepository,
  DocumentRepository,
  ImportJobRepository,
  IndexStateRepository,
  LexicalAnalysisRepository,
  ProfileRepository,
  SecretRepository,
  ShadowRepository,
  TokenVectorRepository,
  VersionRepository,
} from '@mingda/database';
import { cuttingKey } from '@mingda/domain';
import { DocumentParser, FolderBlobStore } from '@mingda/files';
import { createLogger, loadConfig } from '@mingda/platform';
import { Secrets } from '@mingda/secrets';
import {
  FakeEmbedder,
  protectedPdf,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptDocument } from './accept-document.ts';
import { AnalyseCollection } from './analyse-collection.ts';
import { DeleteCollection } from './delete-collection.ts';
import { DeleteDocument } from './delete-document.ts';
import { DocumentPasswords } from './document-passwords.ts';
import { ImportWorker } from './import-worker.ts';
import { IngestDocument } from './ingest-document.ts';
import { PrepareDraft } from './prepare-draft.ts';
import { ReindexCollection } from './reindex-collection.ts';
import { RetryDocument } from './retry-document.ts';
import { UnlockDocument } from './unlock-document.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const limits = loadConfig({}).limits;
const paragraph = '星宇公司的员工每年享有十天年假。年假应当在当年使用完毕。未用完的年假可以结转到次年三月。';
const text = `# 年假\n\n${paragraph.repeat(12)}\n\n# 病假\n\n${paragraph.repeat(12)}`;
const short: Profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, maxTokens: 40 } };

describe.each(testDatabases())('cutting a collection in another way ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let worker: ImportWorker;
  let parser: DocumentParser;
  let home: SampleCollection;
  const embedder = new FakeEmbedder();
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    parser = new DocumentParser({ limits, threads: 1, logger });
    const { database, imports, ingestDocument } = parts();
    worker = new ImportWorker({ database, imports, ingestDocument, settings: loadConfig({}).ingest, logger });
    await worker.start();
    for (const key of ['one', 'two', 'three']) await accept(key, text);
    await until(async () => (await ingested()) === 3);
  });
  afterAll(async () => {
    await worker.stop();
    await parser.close();
    await opened.drop();
  });

  function parts() {
    const { database } = opened;
    const blobs = new FolderBlobStore(join(opened.dataDir, 'blobs'));
    const collections = new CollectionRepository(database);
    const documents = new DocumentRepository(database);
    const indexes = new IndexStateRepository(database);
    const tokenVectors = new TokenVectorRepository(database);
    const shadows = new ShadowRepository(database);
    const imports = new ImportJobRepository(database);
    const removal = { database, documents, blobs, collections };
    const lexicons = new CollectionLexicons(database);
    const stored = new SecretRepository(database);
    const secrets = new Secrets(stored, { key: undefined, previousKey: undefined, dataDir: opened.dataDir });
    const passwords = new DocumentPasswords(secrets, stored);
    const ingestDocument = new IngestDocument({
      chunkEdits: new ChunkEditRepository(database),
      sweepRepeats: { known: async () => [], published: async () => undefined },
      lexicons,
      analyseCollection: new AnalyseCollection({ lexicons, analysis: new LexicalAnalysisRepository(database) }),
      versions: new VersionRepository(database),
      blobs,
      parser,
      embedder,
      logger,
      passwords,
    });
    const deleteDocument = new DeleteDocument(removal);
    const deleteCollection = new DeleteCollection(removal);
    return {
      ...removal,
      imports,
      indexes,
      passwords,
      shadows,
      tokenVectors,
      ingestDocument,
      deleteDocument,
      profiles: new ProfileRepository(database),
      acceptDocument: new AcceptDocument({ ...removal, imports, limits }),
      prepareDraft: new PrepareDraft({
        database,
        documents,
        shadows,
        indexes,
        imports,
        deleteDocument,
        deleteCollection,
        passwords,
      }),
      reindexCollection: new ReindexCollection({
        collections,
        indexes,
        tokenVectors,
        ingestDocument,
        embedder,
        logger,
      }),
    };
  }
  const accept = (sourceKey: string, content: string) =>
    parts().acceptDocument.execute(home.scope, {
      collectionId: home.collectionId,
      sourceKey,
      fileName: `${sourceKey}.md`,
      content: new TextEncoder().encode(content),
    });
  const ingested = async (): Promise<number> => (await parts().indexes.ingestion(home.scope, home.collectionId)).ready;
  const chunks = async (id: string): Promise<number> => {
    const [row] = await opened.database.dataSource.query<{ chunks: number; terms: number }[]>(
      'select (select count(*)::int from chunk where collection_id = $1) as chunks',
      [id],
    );
    return row?.chunks ?? 0;
  };
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(50);
  }
  const cutBy = (profile: Profile): string => cuttingKey(profile.chunking, embedder.languages);
  const prepare = (onProgress?: (share: number) => Promise<void>): Promise<void> =>
    parts().prepareDraft.execute(
      home.scope,
      { collectionId: home.collectionId, profile: short, cutBy: cutBy(short) },
      onProgress === undefined ? {} : { onProgress },
    );

  test('a draft gets a copy of its own, cut its way, while the collection stays as it is', async () => {
    const before = await chunks(home.collectionId);
    const shares: number[] = [];
    await prepare(async (share) => void shares.push(share));
    const copy = await parts().shadows.get(home.scope, home.collectionId, cutBy(short));
    expect(copy).toMatchObject({ documentCount: 3 });
    expect(await chunks(copy?.id ?? '')).toBeGreaterThan(2 * before);
    expect(await chunks(home.collectionId)).toBe(before);
    expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);

    const embedded = embedder.embedded;
    await prepare();
    expect(embedder.embedded).toBe(embedded);
  });

  test('the copy follows documents that changed, came and went, and leaves out what cannot be read', async () => {
    const { shadows, documents, deleteDocument } = parts();
    const { documentId } = await accept('gone', text);
    await accept('two', `${text}\n\n新增一句。`);
    await until(async () => (await ingested()) === 4);
    await prepare();
    await deleteDocument.execute(home.scope, documentId);
    await prepare();
    const copy = await shadows.get(home.scope, home.collectionId, cutBy(short));
    const scope = { tenantId: home.scope.tenantId, collectionIds: [copy?.id ?? ''] };
    const { items } = await documents.list(scope, copy?.id ?? '', { offset: 0, limit: 10 });
    expect(items.map((it) => it.sourceKey).toSorted()).toEqual(['one', 'three', 'two']);
    expect(items.find((it) => it.sourceKey === 'two')?.latestVersion).toMatchObject({ number: 2, state: 'ready' });
  });

  test('a protected document is in the copy too, by its password', async () => {
    const { database, documents, imports, indexes, passwords, prepareDraft, acceptDocument, shadows } = parts();
    const own = await sampleCollection(database, 'protected');
    const { documentId } = await acceptDocument.execute(own.scope, {
      collectionId: own.collectionId,
      sourceKey: 'locked',
      fileName: 'locked.pdf',
      content: await protectedPdf('Ten days of leave a year.', 'open sesame'),
    });
    await until(async () => (await indexes.ingestion(own.scope, own.collectionId)).failed === 1);
    const retryDocument = new RetryDocument({ database, documents, imports });
    await new UnlockDocument({ database, documents, passwords, retryDocument }).execute(
      own.scope,
      documentId,
      'open sesame',
    );
    await until(async () => (await indexes.ingestion(own.scope, own.collectionId)).ready === 1);
    const draft = { collectionId: own.collectionId, profile: short, cutBy: cutBy(short) };
    await prepareDraft.execute(own.scope, draft);
    const copy = await shadows.get(own.scope, own.collectionId, cutBy(short));
    const scope = { tenantId: own.scope.tenantId, collectionIds: [copy?.id ?? ''] };
    const { items } = await documents.list(scope, copy?.id ?? '', { offset: 0, limit: 10 });
    expect(items.map((it) => [it.sourceKey, it.latestVersion?.state])).toEqual([['locked', 'ready']]);
  });

  test('publishing cuts each document in its place, also after an interruption, and no document is cut twice', async () => {
    const { profiles, indexes, reindexCollection, shadows } = parts();
    const { scope, collectionId } = home;
    await profiles.saveAndPublish(scope, collectionId, { profile: short, savedBy: '', also: async () => undefined });
    expect(await indexes.cut(scope, collectionId, cutBy(short))).toEqual({ current: 0, total: 3 });
    await expect(reindexCollection.execute(collectionId, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    const [first] = await indexes.otherwiseCut(scope, collectionId, cutBy(short));
    await parts().ingestDocument.execute(first ?? '', { again: true });
    const embedded = embedder.embedded;
    await reindexCollection.execute(collectionId);
    expect(await indexes.cut(scope, collectionId, cutBy(short))).toEqual({ current: 3, total: 3 });
    expect(await ingested()).toBe(3);
    const copy = await shadows.get(scope, collectionId, cutBy(short));
    expect(await chunks(collectionId)).toBe(await chunks(copy?.id ?? ''));
    const copied = await indexes.content({ ...scope, collectionIds: [copy?.id ?? ''] }, copy?.id ?? '');
    expect((await indexes.content(scope, collectionId)).sha256).toBe(copied.sha256);
    const again = embedder.embedded;
    expect(again).toBeGreaterThan(embedded);
    await reindexCollection.execute(collectionId);
    expect(embedder.embedded).toBe(again);
  });

  test('a document whose original is lost keeps its old chunks, and the job ends', async () => {
    const { profiles, indexes, reindexCollection, blobs, documents } = parts();
    const { scope, collectionId } = home;
    const { versionId } = await accept('lost', `${text}\n\n原件将会丢失。`);
    await until(async () => (await ingested()) === 4);
    const key = (await documents.blobKey(scope, versionId)) ?? '';
    await blobs.delete(key);
    await profiles.saveAndPublish(scope, collectionId, {
      profile: defaultProfile,
      savedBy: '',
      also: async () => undefined,
    });
    await reindexCollection.execute(collectionId);
    expect(await indexes.cut(scope, collectionId, cutBy(defaultProfile))).toEqual({ current: 3, total: 4 });
    expect((await documents.version(scope, versionId))?.state).toBe('ready');
  });

  test('copies that no draft needs are removed with all that is in them, the originals stay', async () => {
    const { prepareDraft, shadows, documents, blobs } = parts();
    const { scope, collectionId } = home;
    const copy = await shadows.get(scope, collectionId, cutBy(short));
    await prepareDraft.tidy(scope, collectionId, cutBy(short));
    expect(await shadows.get(scope, collectionId, cutBy(short))).not.toBeNull();
    await prepareDraft.tidy(scope, collectionId, null);
    expect(await shadows.get(scope, collectionId, cutBy(short))).toBeNull();
    expect(await chunks(copy?.id ?? '')).toBe(0);
    const { items } = await documents.list(scope, collectionId, { offset: 0, limit: 10, search: 'one' });
    expect(await blobs.has((await documents.blobKey(scope, items[0]?.latestVersion.id ?? '')) ?? '')).toBe(true);
  });
});
