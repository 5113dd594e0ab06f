import type { AccessScope, DocumentView } from '@mingda/contracts';
import type { Database, DocumentRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';

/** Puts the failed latest version of a document back into the queue. */
export class RetryDocument {
  readonly #database: Database;
  readonly #documents: DocumentRepository;
  readonly #queue: JobQueue;

  constructor(dependencies: { database: Database; documents: DocumentRepository; queue: JobQueue }) {
    this.#database = dependencies.database;
    this.#documents = dependencies.documents;
    this.#queue = dependencies.queue;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<DocumentView> {
    await this.#database.transaction(async (tx) => {
      const found = await this.#documents.requeue(scope, documentId, tx);
      if (found === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
      if (found.requeued) {
        await this.#queue.send('ingest-document', { versionId: found.versionId }, { tx, key: found.versionId });
      }
    });
    const document = await this.#documents.get(scope, documentId);
    if (document === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    return document;
  }
}
