import type { JobPayload } from '@mingda/contracts';
import type { ReindexCollection } from '@mingda/ingestion';
import type { Logger, MingdaError } from '@mingda/platform';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly reindexCollection: Pick<ReindexCollection, 'execute'>;
  readonly logger: Logger;
}

export class ReindexCollectionJob implements Job<'reindex-collection'> {
  readonly name = 'reindex-collection';
  /** Uploads are cut beside it: rewriting what answers already is in no hurry. */
  readonly concurrency = 1;
  private readonly reindexCollection: Dependencies['reindexCollection'];
  private readonly logger: Logger;

  constructor({ reindexCollection, logger }: Dependencies) {
    this.reindexCollection = reindexCollection;
    this.logger = logger;
  }

  run({ collectionId }: JobPayload<'reindex-collection'>, signal: AbortSignal): Promise<void> {
    return this.reindexCollection.execute(collectionId, { signal });
  }

  /** The rows say what is left: documents keep their old chunks, and the profile page says so. */
  async giveUp({ collectionId }: JobPayload<'reindex-collection'>, error: MingdaError): Promise<void> {
    this.logger.error({ err: error, collectionId }, 'a collection could not be cut again');
  }
}
