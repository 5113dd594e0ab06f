import { join } from 'node:path';
import {
  CollectionRepository,
  DocumentRepository,
  ImportJobRepository,
  SecretRepository,
  VersionRepository,
} from '@mingda/database';
import { DocumentParser, FolderBlobStore } from '@mingda/files';
import { createLogger, loadConfig } from '@mingda/platform';
import { Secrets } from '@mingda/secrets';
import {
  acceptSample,
  protectedPdf,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptDocument } from './accept-document.ts';
import { DeleteDocument } from './delete-document.ts';
import { DocumentPasswords } from './document-passwords.ts';
import { readOriginal } from './read-original.ts';
import { RetryDocument } from './retry-document.ts';
import { UnlockDocument } from './unlock-document.ts';

const password = 'correct horse battery staple';
const { limits } = loadConfig({});

describe.each(testDatabases())('documents with a password ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  const parser = new DocumentParser({ limits, threads: 1, logger: createLogger({ logLevel: 'silent' }, 'test') });
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
  });
  afterAll(async () => {
    await parser.close();
    await opened.drop();
  });

  test('are read once it is given, keep it encrypted, and take it with them', async () => {
    const { database, dataDir } = opened;
    const { scope, collectionId } = home;
    const [documents, imports, stored] = [
      new DocumentRepository(database),
      new ImportJobRepository(database),
      new SecretRepository(database),
    ];
    const blobs = new FolderBlobStore(join(dataDir, 'blobs'));
    const secrets = new Secrets(stored, { key: undefined, previousKey: undefined, dataDir });
    const passwords = new DocumentPasswords(secrets, stored);
    const retryDocument = new RetryDocument({ database, documents, imports });
    const unlock = new UnlockDocument({ database, documents, passwords, retryDocument });
    const accept = new AcceptDocument({
      database,
      collections: new CollectionRepository(database),
      documents,
      imports,
      blobs,
      limits,
    });
    const { documentId, versionId } = await accept.execute(scope, {
      collectionId,
      sourceKey: 'locked.pdf',
      fileName: 'locked.pdf',
      content: await protectedPdf('Ten days of leave a year.', password),
    });
    const read = async (): Promise<string[]> => {
      const work = await new VersionRepository(database).load(versionId);
      if (work === null) throw new Error('no such version');
      const run = { onPictures: () => undefined, signal: undefined };
      return (await readOriginal({ blobs, parser, passwords }, work, run)).blocks.map((it) => it.text);
    };
    await expect(read()).rejects.toMatchObject({ code: 'FILE_ENCRYPTED' });
    await unlock.execute(scope, documentId, 'wrong');
    await expect(read()).rejects.toMatchObject({ code: 'FILE_PASSWORD_WRONG' });
    await unlock.execute(scope, documentId, password);
    await expect(read()).resolves.toEqual(['Ten days of leave a year.']);

    const secret = await stored.get(scope.tenantId, documentId);
    expect(Buffer.from(secret?.sealed ?? []).toString('latin1')).not.toContain(password);
    await expect(unlock.execute({ ...scope, collectionIds: [] }, documentId, password)).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
    await new DeleteDocument({ database, documents, blobs, passwords }).execute(scope, documentId);
    expect(await stored.get(scope.tenantId, documentId)).toBeNull();
  });

  test('and take it with them when their collection goes, and no other', async () => {
    const { database, dataDir } = opened;
    const stored = new SecretRepository(database);
    const secrets = new Secrets(stored, { key: undefined, previousKey: undefined, dataDir });
    const passwords = new DocumentPasswords(secrets, stored);
    const [going, staying] = [await sampleCollection(database, 'going'), home];
    const { scope } = home;
    const ids = await Promise.all(
      [going, staying].map(async (it) => (await acceptSample(database, it, { key: 'a', content: 'a' })).documentId),
    );
    for (const id of ids) await database.transaction((tx) => passwords.set({ scope, id }, password, tx));
    await new CollectionRepository(database).delete(scope, going.collectionId);
    expect(await passwords.find(scope, ids[0] ?? '')).toBeUndefined();
    expect(await passwords.find(scope, ids[1] ?? '')).toBe(password);
  });
});
