import { Injectable } from '@nestjs/common';
import type { AccessScope, Collection, DocumentVersion, DocumentView } from '@mingda/contracts';
import { CollectionRepository, DocumentRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';

interface DocumentAddress {
  readonly collectionId: string;
  readonly documentId: string;
}

/** Resolves the nested ids of an address; an id that exists elsewhere than the address says is not found. */
@Injectable()
export class DocumentLookup {
  constructor(
    private readonly collections: CollectionRepository,
    private readonly documents: DocumentRepository,
  ) {}

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async collection(scope: AccessScope, collectionId: string): Promise<Collection> {
    const collection = await this.collections.get(scope, collectionId);
    if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND');
    return collection;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async document(scope: AccessScope, address: DocumentAddress): Promise<DocumentView> {
    const document = await this.documents.get(scope, address.documentId);
    if (document?.collectionId !== address.collectionId) throw new MingdaError('DOCUMENT_NOT_FOUND');
    return document;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async version(scope: AccessScope, address: DocumentAddress & { versionId: string }): Promise<DocumentVersion> {
    const document = await this.document(scope, address);
    const version = await this.documents.version(scope, address.versionId);
    if (version?.documentId !== document.id) throw new MingdaError('DOCUMENT_NOT_FOUND');
    return version;
  }
}
