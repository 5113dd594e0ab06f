import type { AccessScope } from '@mingda/contracts';
import type { Database, EntityManager, NewChunk } from '@mingda/database';
import {
  DocumentMetadataRepository,
  DocumentRepository,
  EmbeddingModelRepository,
  VersionRepository,
} from '@mingda/database';

export interface FilledDocument {
  readonly sourceKey: string;
  readonly tags: readonly string[];
  readonly chunks: readonly NewChunk[];
}

/**
 * Puts ready-made chunks into a collection, as publishing does, one document at a time. Vector indexes are built once, at
 * the end: to add to one row by row takes several times as long.
 */
export async function fillCollection(
  database: Database,
  home: Home,
  filling: { readonly documents: Iterable<FilledDocument>; readonly onDocument?: (done: number) => void },
): Promise<void> {
  const repositories = {
    documents: new DocumentRepository(database),
    versions: new VersionRepository(database),
    metadata: new DocumentMetadataRepository(database),
  };
  let done = 0;
  for (const document of filling.documents) {
    await database.transaction((tx) => put(repositories, document, { home, tx }));
    done += 1;
    filling.onDocument?.(done);
  }
  await new EmbeddingModelRepository(database).ensureIndexes(home.collectionId);
}

interface Home {
  readonly scope: AccessScope;
  readonly collectionId: string;
}

interface Repositories {
  readonly documents: DocumentRepository;
  readonly versions: VersionRepository;
  readonly metadata: DocumentMetadataRepository;
}

async function put(
  { documents, versions, metadata }: Repositories,
  { sourceKey, tags, chunks }: FilledDocument,
  { home, tx }: { readonly home: Home; readonly tx: EntityManager },
): Promise<void> {
  const { scope, collectionId } = home;
  const file = { fileName: `${sourceKey}.txt`, mediaType: 'text/plain', bytes: 1, contentHash: sourceKey };
  const version = { collectionId, sourceKey, title: sourceKey, ...file, blobKey: `bench ${sourceKey}` };
  const { documentId, versionId } = await documents.acceptVersion(scope, version, tx);
  const published = { title: sourceKey, lang: chunks[0]?.lang ?? 'zh', text: '', pages: [], warnings: [] };
  await versions.publish(versionId, { ...published, state: 'ready', chunks }, tx);
  const known = { tags: [...tags], fields: {}, documentDate: null, modifiedAt: null };
  await metadata.set(scope, { documentId, metadata: known }, tx);
}

/** Tags that one document in two, ten, a hundred and a thousand carries. */
export const selectivities = [
  { tag: 'half', share: 0.5 },
  { tag: 'tenth', share: 0.1 },
  { tag: 'hundredth', share: 0.01 },
  { tag: 'thousandth', share: 0.001 },
] as const;

export function selectivityTags(document: number): string[] {
  return selectivities.filter(({ share }) => document % Math.round(1 / share) === 0).map(({ tag }) => tag);
}
