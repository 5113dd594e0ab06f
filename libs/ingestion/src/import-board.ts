import type { AccessScope, CollectionImport, DocumentView, ImportOverview } from '@mingda/contracts';
import type { DocumentRepository, ImportCounts, ImportRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { importLoad, paceWindowSeconds, totalOf } from './import-pace.ts';

interface Dependencies {
  readonly imports: ImportRepository;
  readonly documents: DocumentRepository;
}

/** What is being imported, and the switches to steer it. */
export class ImportBoard {
  readonly #imports: ImportRepository;
  readonly #documents: DocumentRepository;

  constructor({ imports, documents }: Dependencies) {
    this.#imports = imports;
    this.#documents = documents;
  }

  async overview(scope: AccessScope): Promise<ImportOverview> {
    const counts = await this.#imports.loads(scope, paceWindowSeconds);
    const paused = counts.length > 0 && counts.every((it) => it.allPaused);
    return { total: importLoad(totalOf(counts), paused), collections: counts.map(collectionImport) };
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async collection(scope: AccessScope, collectionId: string): Promise<CollectionImport> {
    const [counts] = await this.#imports.loads(scope, paceWindowSeconds, collectionId);
    if (counts === undefined) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    return collectionImport(counts);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async setPaused(scope: AccessScope, collectionId: string, paused: boolean): Promise<CollectionImport> {
    await (paused
      ? this.#imports.pauseCollection(scope, collectionId)
      : this.#imports.resumeCollection(scope, collectionId));
    return this.collection(scope, collectionId);
  }

  async setAllPaused(scope: AccessScope, paused: boolean): Promise<ImportOverview> {
    await (paused ? this.#imports.pauseAll(scope) : this.#imports.resumeAll(scope));
    return this.overview(scope);
  }

  /** @returns how many versions were called off @throws MingdaError `COLLECTION_NOT_FOUND` */
  async cancelAll(scope: AccessScope, collectionId: string): Promise<number> {
    await this.collection(scope, collectionId);
    return this.#imports.cancel(scope, collectionId);
  }

  /** A version that is finished stays as it is. @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async cancel(scope: AccessScope, collectionId: string, documentId: string): Promise<DocumentView> {
    await this.#imports.cancel(scope, collectionId, documentId);
    const document = await this.#documents.get(scope, documentId);
    if (document?.collectionId !== collectionId) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    return document;
  }
}

function collectionImport(counts: ImportCounts): CollectionImport {
  const { collectionId, name, selfPaused, allPaused } = counts;
  return { collectionId, name, allPaused, ...importLoad(counts, selfPaused || allPaused) };
}
