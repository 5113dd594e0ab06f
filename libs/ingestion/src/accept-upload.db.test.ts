import { join } from 'node:path';
import {
  CollectionRepository,
  DocumentMetadataRepository,
  DocumentRepository,
  ImportJobRepository,
} from '@mingda/database';
import { FolderBlobStore } from '@mingda/files';
import { loadConfig } from '@mingda/platform';
import { sampleCollection, testDatabases, zip, type OpenedDatabase, type SampleCollection } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptDocument } from './accept-document.ts';
import { AcceptUpload, type AcceptUploadOutput } from './accept-upload.ts';
import { WriteMetadata } from './write-metadata.ts';

describe.each(testDatabases())('an uploaded archive ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let upload: (content: Uint8Array, fileName?: string) => Promise<AcceptUploadOutput>;
  beforeAll(async () => {
    opened = await open();
    home = await sampleCollection(opened.database);
    const { limits } = loadConfig({});
    const acceptDocument = new AcceptDocument({
      database: opened.database,
      documents: new DocumentRepository(opened.database),
      collections: new CollectionRepository(opened.database),
      blobs: new FolderBlobStore(join(opened.dataDir, 'blobs')),
      imports: new ImportJobRepository(opened.database),
      limits,
    });
    const acceptUpload = new AcceptUpload({
      acceptDocument,
      writeMetadata: new WriteMetadata(new DocumentMetadataRepository(opened.database)),
      limits,
    });
    upload = (content, fileName = 'manual.zip') =>
      acceptUpload.execute(home.scope, {
        collectionId: home.collectionId,
        sourceKey: `up/${fileName}`,
        fileName,
        content,
      });
  });
  afterAll(() => opened.drop());

  test('becomes one document for each file inside; what is no document is named', async () => {
    const { accepted, skipped } = await upload(
      zip({ 'hr/年假.txt': '十天', 'it/vpn.md': '# VPN', 'tool.exe': 'MZ\u0000\u0001' }),
    );
    expect(accepted.map(({ sourceKey, changed, state }) => ({ sourceKey, changed, state }))).toEqual([
      { sourceKey: 'up/manual.zip/hr/年假.txt', changed: true, state: 'queued' },
      { sourceKey: 'up/manual.zip/it/vpn.md', changed: true, state: 'queued' },
    ]);
    expect(skipped).toMatchObject([{ sourceKey: 'up/manual.zip/tool.exe', code: 'FILE_TYPE_UNSUPPORTED' }]);
  });

  test('sent again makes new versions of what changed only', async () => {
    const { accepted } = await upload(zip({ 'hr/年假.txt': '十二天', 'it/vpn.md': '# VPN' }));
    expect(accepted.map((it) => it.changed)).toEqual([true, false]);
  });

  test('without files, or broken as a whole, is refused', async () => {
    await expect(upload(zip({ 'folder/': '' }))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    await expect(upload(Buffer.from('PK\x03\x04 cut'))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  });

  test('a single file is taken as it is', async () => {
    const { accepted, skipped } = await upload(Buffer.from('text'), 'note.txt');
    expect([accepted[0]?.sourceKey, accepted.length, skipped.length]).toEqual(['up/note.txt', 1, 0]);
  });
});
