import type { JobPayload } from '@mingda/contracts';
import type { ImproveCollection } from '@mingda/improvement';
import type { Logger, MingdaError } from '@mingda/platform';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly improveCollection: Pick<ImproveCollection, 'execute'>;
  readonly logger: Logger;
}

export class ImproveCollectionJob implements Job<'improve-collection'> {
  readonly name = 'improve-collection';
  readonly concurrency = 1;
  private readonly improveCollection: Dependencies['improveCollection'];
  private readonly logger: Logger;

  constructor({ improveCollection, logger }: Dependencies) {
    this.improveCollection = improveCollection;
    this.logger = logger;
  }

  run({ collectionId }: JobPayload<'improve-collection'>, signal: AbortSignal): Promise<void> {
    return this.improveCollection.execute(collectionId, signal);
  }

  /** No row waits for it: the next answer or start looks through the same log. */
  async giveUp({ collectionId }: JobPayload<'improve-collection'>, error: MingdaError): Promise<void> {
    this.logger.error({ err: error, collectionId }, 'the log of a collection could not be looked through');
  }
}
