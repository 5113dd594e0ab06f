import type { Database, DocumentRepository } from '@mingda/database';
import type { BlobStore } from '@mingda/files';

export interface BlobRemoval {
  readonly database: Database;
  readonly documents: DocumentRepository;
  readonly blobs: BlobStore;
}

/**
 * Removes originals after the commit that deleted their rows, so that a crash between leaves a file too many and never
 * a row without its file. An upload of the same bytes may have come in since; its original stays.
 */
export async function removeUnusedBlobs(
  { database, documents, blobs }: BlobRemoval,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) {
    await database.transaction(async (tx) => {
      if (await documents.claimUnusedBlob(key, tx)) await blobs.delete(key);
    });
  }
}
