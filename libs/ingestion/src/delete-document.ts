import type { AccessScope } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { DocumentPasswords } from './document-passwords.ts';
import { removeUnusedBlobs, type BlobRemoval } from './remove-blobs.ts';

interface Dependencies extends BlobRemoval {
  readonly passwords?: Pick<DocumentPasswords, 'forget'>;
  /** Queues what looks after repeated lines; left to the next import where there is none. */
  readonly queue?: Pick<JobQueue, 'send'>;
}

/** Removes a document with its password, all its versions and the originals that nothing else uses. */
export class DeleteDocument {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<void> {
    const deleted = await this.#dependencies.documents.delete(scope, documentId);
    if (deleted === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    await this.#dependencies.passwords?.forget(scope, documentId);
    await removeUnusedBlobs(this.#dependencies, deleted.blobKeys);
    const { collectionId, keptLines } = deleted;
    if (keptLines) await this.#dependencies.queue?.send('sweep-repeats', { collectionId }, { key: collectionId });
  }
}
