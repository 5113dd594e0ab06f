import { randomUUID } from 'node:crypto';
import { defaultProfile, type AccessScope } from '@mingda/contracts';
import {
  CollectionRepository,
  DocumentRepository,
  ImportJobRepository,
  TenantRepository,
  type AcceptedVersion,
  type Database,
  type Failure,
} from '@mingda/database';

export interface SampleCollection {
  /** Every collection of the default tenant. */
  readonly scope: AccessScope;
  readonly collectionId: string;
}

/** A collection of the default tenant, for tests that need one to work in. */
export async function sampleCollection(database: Database, name = 'sample'): Promise<SampleCollection> {
  const scope = { tenantId: await new TenantRepository(database).ensureDefault() };
  const collection = await new CollectionRepository(database).create(scope, {
    name,
    description: '',
    profile: defaultProfile,
  });
  return { scope, collectionId: collection.id };
}

/** Accepts a document whose bytes are named by `content`. */
export async function acceptSample(
  database: Database,
  home: SampleCollection,
  document: { key: string; content: string },
): Promise<AcceptedVersion> {
  const { key, content } = document;
  const input = {
    collectionId: home.collectionId,
    sourceKey: key,
    title: key,
    fileName: `${key}.txt`,
    mediaType: 'text/plain',
    bytes: content.length,
    contentHash: `hash of ${content}`,
    blobKey: `blob of ${content}`,
  };
  return database.transaction((tx) => new DocumentRepository(database).acceptVersion(home.scope, input, tx));
}

/** Fails a version as the worker would; one that has ended stays as it ended. Nothing else may wait to be imported. */
export async function failSample(database: Database, versionId: string, failure: Failure): Promise<void> {
  const imports = new ImportJobRepository(database);
  await database.transaction((tx) => imports.add(versionId, tx));
  const lease = await imports.claim({ workerId: randomUUID(), leaseSeconds: 60 });
  if (lease?.versionId !== versionId) throw new Error('another version was in turn');
  await imports.bury(lease, failure);
}
