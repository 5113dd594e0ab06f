import { join } from 'node:path';
import { CollectionRepository, DocumentRepository, ImportJobRepository } from '@mingda/database';
import { FolderBlobStore, type BlobStore } from '@mingda/files';
import { loadConfig } from '@mingda/platform';
import { sampleCollection, testDatabases, type OpenedDatabase, type SampleCollection } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptDocument, type AcceptDocumentOutput } from './accept-document.ts';
import { DeleteCollection } from './delete-collection.ts';
import { DeleteDocument } from './delete-document.ts';
import { removeUnusedBlobs } from './remove-blobs.ts';

const content = new TextEncoder().encode('Equal bytes share one original.');

describe.each(testDatabases())('originals with equal bytes ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let blobs: BlobStore;
  let key: string;
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    blobs = new FolderBlobStore(join(opened.dataDir, 'blobs'));
    ({ key } = await blobs.put(content));
  });
  afterAll(() => opened.drop());

  const parts = () => ({
    database: opened.database,
    documents: new DocumentRepository(opened.database),
    collections: new CollectionRepository(opened.database),
    imports: new ImportJobRepository(opened.database),
    blobs,
  });
  const accept = (sourceKey: string, store = blobs, into = home): Promise<AcceptDocumentOutput> =>
    new AcceptDocument({ ...parts(), blobs: store, limits: loadConfig({}).limits }).execute(home.scope, {
      collectionId: into.collectionId,
      sourceKey,
      fileName: 'note.txt',
      content,
    });

  test('go with the last document that uses them', async () => {
    const [one, two] = [await accept('one'), await accept('two')];
    const deleteDocument = new DeleteDocument(parts());
    await deleteDocument.execute(home.scope, one.documentId);
    expect(await blobs.has(key)).toBe(true);
    await deleteDocument.execute(home.scope, two.documentId);
    expect(await blobs.has(key)).toBe(false);
    const again = deleteDocument.execute(home.scope, two.documentId);
    await expect(again).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  test('go with the last collection that uses them', async () => {
    const other = await sampleCollection(opened.database, 'other');
    await accept('one', blobs, other);
    const deleteCollection = new DeleteCollection(parts());
    await deleteCollection.execute(home.scope, other.collectionId);
    expect(await blobs.has(key)).toBe(false);
    const again = deleteCollection.execute(home.scope, other.collectionId);
    await expect(again).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });

  test('stay when an upload comes in between the deletion and the removal', async () => {
    const { documentId } = await accept('before');
    const deleted = await parts().documents.delete(home.scope, documentId);
    expect(deleted).toMatchObject({ blobKeys: [key] });
    const late = await accept('after');
    await removeUnusedBlobs(parts(), [key]);
    expect(await blobs.has(key)).toBe(true);
    await new DeleteDocument(parts()).execute(home.scope, late.documentId);
  });

  test('are stored again when a removal takes them between an upload and its row', async () => {
    let removals = 0;
    const overtaken: BlobStore = {
      has: (it) => blobs.has(it),
      read: (it) => blobs.read(it),
      open: (it) => blobs.open(it),
      delete: (it) => blobs.delete(it),
      put: async (bytes) => {
        const stored = await blobs.put(bytes);
        if (removals++ === 0) await removeUnusedBlobs(parts(), [stored.key]);
        return stored;
      },
    };
    await accept('overtaken', overtaken);
    expect(removals).toBe(2);
    expect(await blobs.read(key)).toEqual(Buffer.from(content));
  });

  test('survive uploads and deletions at the same time', async () => {
    const deleteDocument = new DeleteDocument(parts());
    const rounds = Array.from({ length: 8 }, async (_, index) => {
      const { documentId } = await accept(`round ${String(index)}`);
      if (index % 2 === 0) await deleteDocument.execute(home.scope, documentId);
    });
    await Promise.all(rounds);
    expect(await blobs.has(key)).toBe(true);
  });
});
