import type { AccessScope, DocumentView } from '@mingda/contracts';
import type { Database, DocumentRepository, ImportJobRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';

/** Lets the failed or cancelled latest version of a document wait again. */
export class RetryDocument {
  readonly #database: Database;
  readonly #documents: DocumentRepository;
  readonly #imports: Pick<ImportJobRepository, 'add'>;

  constructor(dependencies: {
    database: Database;
    documents: DocumentRepository;
    imports: Pick<ImportJobRepository, 'add'>;
  }) {
    this.#database = dependencies.database;
    this.#documents = dependencies.documents;
    this.#imports = dependencies.imports;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<DocumentView> {
    await this.#database.transaction(async (tx) => {
      const found = await this.#documents.requeue(scope, documentId, tx);
      if (found === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
      if (found.requeued) await this.#imports.add(found.versionId, tx);
    });
    const document = await this.#documents.get(scope, documentId);
    if (document === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    return document;
  }
}
