import { Inject, Injectable } from '@nestjs/common';
import type { AccessScope } from '@mingda/contracts';
import { CollectionRepository } from '@mingda/database';
import type { BlobStore } from '@mingda/files';
import { MingdaError } from '@mingda/platform';
import { BLOBS } from '../engine.providers.ts';

/** Removes a collection with its documents; originals that nothing else uses go last, so a crash leaves no dangling row. */
@Injectable()
export class DeleteCollection {
  constructor(
    private readonly collections: CollectionRepository,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async execute(scope: AccessScope, collectionId: string): Promise<void> {
    const deleted = await this.collections.delete(scope, collectionId);
    if (deleted === null) throw new MingdaError('COLLECTION_NOT_FOUND');
    for (const key of deleted.blobKeys) await this.blobs.delete(key);
  }
}
