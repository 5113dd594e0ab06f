import type { JobPayload } from '@mingda/contracts';
import type { GoldProposalRepository } from '@mingda/database';
import type { ProposeGoldItems } from '@mingda/evaluation';
import type { MingdaError } from '@mingda/platform';
import { failureOf } from '../failure-of.ts';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly proposeItems: Pick<ProposeGoldItems, 'execute'>;
  readonly proposals: Pick<GoldProposalRepository, 'fail'>;
}

export class ProposeGoldItemsJob implements Job<'propose-gold-items'> {
  readonly name = 'propose-gold-items';
  /** Each of them keeps the embedder busy. */
  readonly concurrency = 1;
  private readonly proposeItems: Dependencies['proposeItems'];
  private readonly proposals: Dependencies['proposals'];

  constructor({ proposeItems, proposals }: Dependencies) {
    this.proposeItems = proposeItems;
    this.proposals = proposals;
  }

  run({ proposalId }: JobPayload<'propose-gold-items'>, signal: AbortSignal): Promise<void> {
    return this.proposeItems.execute(proposalId, signal);
  }

  giveUp({ proposalId }: JobPayload<'propose-gold-items'>, error: MingdaError): Promise<void> {
    return this.proposals.fail(proposalId, failureOf(error));
  }
}
