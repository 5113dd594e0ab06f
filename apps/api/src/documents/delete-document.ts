import { Inject, Injectable } from '@nestjs/common';
import type { AccessScope } from '@mingda/contracts';
import { DocumentRepository } from '@mingda/database';
import type { BlobStore } from '@mingda/files';
import { MingdaError } from '@mingda/platform';
import { BLOBS } from '../engine.providers.ts';

/** Removes a document with all its versions; originals that nothing else uses go last, so a crash leaves no dangling row. */
@Injectable()
export class DeleteDocument {
  constructor(
    private readonly documents: DocumentRepository,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async execute(scope: AccessScope, documentId: string): Promise<void> {
    const deleted = await this.documents.delete(scope, documentId);
    if (deleted === null) throw new MingdaError('DOCUMENT_NOT_FOUND');
    for (const key of deleted.blobKeys) await this.blobs.delete(key);
  }
}
