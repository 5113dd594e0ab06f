import type { AccessScope, DocumentView } from '@mingda/contracts';
import type { Database, DocumentRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { DocumentPasswords } from './document-passwords.ts';
import type { RetryDocument } from './retry-document.ts';

/** Takes the password of a protected document and reads it with that. */
export class UnlockDocument {
  readonly #database: Database;
  readonly #documents: Pick<DocumentRepository, 'get'>;
  readonly #passwords: Pick<DocumentPasswords, 'set'>;
  readonly #retryDocument: Pick<RetryDocument, 'execute'>;

  constructor(dependencies: {
    database: Database;
    documents: Pick<DocumentRepository, 'get'>;
    passwords: Pick<DocumentPasswords, 'set'>;
    retryDocument: Pick<RetryDocument, 'execute'>;
  }) {
    this.#database = dependencies.database;
    this.#documents = dependencies.documents;
    this.#passwords = dependencies.passwords;
    this.#retryDocument = dependencies.retryDocument;
  }

  /** Whether the password is right shows when the document has been read. @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string, password: string): Promise<DocumentView> {
    if ((await this.#documents.get(scope, documentId)) === null) {
      throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    }
    await this.#database.transaction((tx) => this.#passwords.set({ scope, id: documentId }, password, tx));
    return this.#retryDocument.execute(scope, documentId);
  }
}
