import type { AccessScope } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { removeUnusedBlobs, type BlobRemoval } from './remove-blobs.ts';

/** Removes a document with all its versions, and the originals that nothing else uses. */
export class DeleteDocument {
  readonly #dependencies: BlobRemoval;

  constructor(dependencies: BlobRemoval) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<void> {
    const deleted = await this.#dependencies.documents.delete(scope, documentId);
    if (deleted === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    await removeUnusedBlobs(this.#dependencies, deleted.blobKeys);
  }
}
