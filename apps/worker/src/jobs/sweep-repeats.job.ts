import type { JobPayload } from '@mingda/contracts';
import type { SweepRepeats } from '@mingda/ingestion';
import type { Logger, MingdaError } from '@mingda/platform';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly sweepRepeats: Pick<SweepRepeats, 'execute'>;
  readonly logger: Logger;
}

export class SweepRepeatsJob implements Job<'sweep-repeats'> {
  readonly name = 'sweep-repeats';
  readonly concurrency = 1;
  private readonly sweepRepeats: Dependencies['sweepRepeats'];
  private readonly logger: Logger;

  constructor({ sweepRepeats, logger }: Dependencies) {
    this.sweepRepeats = sweepRepeats;
    this.logger = logger;
  }

  run({ collectionId }: JobPayload<'sweep-repeats'>, signal: AbortSignal): Promise<void> {
    return this.sweepRepeats.execute(collectionId, { signal });
  }

  /** No row waits for it: the next document or start looks at the same lines. */
  async giveUp({ collectionId }: JobPayload<'sweep-repeats'>, error: MingdaError): Promise<void> {
    this.logger.error({ err: error, collectionId }, 'repeated lines of a collection could not be looked after');
  }
}
