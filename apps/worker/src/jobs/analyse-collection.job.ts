import type { JobPayload } from '@mingda/contracts';
import type { AnalyseCollection } from '@mingda/ingestion';
import type { Logger, MingdaError } from '@mingda/platform';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly analyseCollection: Pick<AnalyseCollection, 'execute'>;
  readonly logger: Logger;
}

export class AnalyseCollectionJob implements Job<'analyse-collection'> {
  readonly name = 'analyse-collection';
  readonly concurrency = 1;
  private readonly analyseCollection: Dependencies['analyseCollection'];
  private readonly logger: Logger;

  constructor({ analyseCollection, logger }: Dependencies) {
    this.analyseCollection = analyseCollection;
    this.logger = logger;
  }

  run({ collectionId }: JobPayload<'analyse-collection'>, signal: AbortSignal): Promise<void> {
    return this.analyseCollection.execute(collectionId, { signal });
  }

  /** The rows say what is left, and the lexicon page shows it; the next change or start goes on. */
  async giveUp({ collectionId }: JobPayload<'analyse-collection'>, error: MingdaError): Promise<void> {
    this.logger.error({ err: error, collectionId }, 'a collection could not be analysed again');
  }
}
