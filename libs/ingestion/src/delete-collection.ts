import type { AccessScope } from '@mingda/contracts';
import type { CollectionRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { removeUnusedBlobs, type BlobRemoval } from './remove-blobs.ts';

interface Dependencies extends BlobRemoval {
  readonly collections: CollectionRepository;
}

/** Removes a collection with its documents, and the originals that nothing else uses. */
export class DeleteCollection {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async execute(scope: AccessScope, collectionId: string): Promise<void> {
    const deleted = await this.#dependencies.collections.delete(scope, collectionId);
    if (deleted === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    await removeUnusedBlobs(this.#dependencies, deleted.blobKeys);
  }
}
