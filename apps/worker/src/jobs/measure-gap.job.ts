import type { JobPayload } from '@mingda/contracts';
import type { GapGroupingRepository } from '@mingda/database';
import type { MeasureGap } from '@mingda/improvement';
import type { MingdaError } from '@mingda/platform';
import { failureOf } from '../failure-of.ts';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly measureGap: Pick<MeasureGap, 'execute'>;
  readonly gaps: Pick<GapGroupingRepository, 'fail'>;
}

export class MeasureGapJob implements Job<'measure-gap'> {
  readonly name = 'measure-gap';
  readonly concurrency = 1;
  private readonly measureGap: Dependencies['measureGap'];
  private readonly gaps: Dependencies['gaps'];

  constructor({ measureGap, gaps }: Dependencies) {
    this.measureGap = measureGap;
    this.gaps = gaps;
  }

  run({ gapId }: JobPayload<'measure-gap'>, signal: AbortSignal): Promise<void> {
    return this.measureGap.execute(gapId, signal);
  }

  giveUp({ gapId }: JobPayload<'measure-gap'>, error: MingdaError): Promise<void> {
    return this.gaps.fail(gapId, failureOf(error));
  }
}
