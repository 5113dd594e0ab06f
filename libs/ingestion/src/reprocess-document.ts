import type { AccessScope, DocumentView } from '@mingda/contracts';
import type { ChunkEditRepository, Database, DocumentRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { RetryDocument } from './retry-document.ts';

interface Dependencies {
  readonly database: Database;
  readonly documents: DocumentRepository;
  readonly chunkEdits: ChunkEditRepository;
  readonly queue: Pick<JobQueue, 'send'>;
  readonly retryDocument: Pick<RetryDocument, 'execute'>;
}

/**
 * Has a document read, cut and embedded again from its original, after a parser, a model or a setting got better. What
 * answers keeps answering until the new passages take its place; people's edits are carried over.
 */
export class ReprocessDocument {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** A document whose latest version failed is tried again instead. @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<DocumentView> {
    const { database, documents, chunkEdits, queue, retryDocument } = this.#dependencies;
    const document = await documents.get(scope, documentId);
    if (document === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    const { collectionId, currentVersionId, latestVersion } = document;
    if (latestVersion.id !== currentVersionId) return retryDocument.execute(scope, documentId);
    await database.transaction(async (tx) => {
      await chunkEdits.forgetCut(scope, documentId, tx);
      await queue.send('reindex-collection', { collectionId }, { tx, key: collectionId });
    });
    return document;
  }
}
