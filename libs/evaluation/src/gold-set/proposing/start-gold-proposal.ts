import type { AccessScope, GoldProposal, StartGoldProposal as Request } from '@mingda/contracts';
import type { GoldProposalRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import type { GoldSetStore } from '../gold-set-store.ts';
import { findGoldSet } from '../manage-gold-sets.ts';

interface Dependencies {
  readonly store: GoldSetStore;
  readonly proposals: GoldProposalRepository;
  readonly queue: Pick<JobQueue, 'send'>;
  readonly hasWriter: boolean;
}

/** Notes a search for candidates and its job in one transaction. */
export class StartGoldProposal {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND`, `GOLD_SET_UNLINKED`, `CHAT_MODEL_MISSING` */
  async execute(scope: AccessScope, name: string, options: Request): Promise<GoldProposal> {
    const { store, proposals, queue, hasWriter } = this.#dependencies;
    const set = await findGoldSet(store.sets, scope, name);
    if (set.collectionId === null) {
      throw new MingdaError('GOLD_SET_UNLINKED', { subject: name, fixes: ['choose a collection in its settings'] });
    }
    if (options.writer && !hasWriter) throw new MingdaError('CHAT_MODEL_MISSING', { fixes: ['set MINGDA_CHAT_URL'] });
    return store.database.transaction(async (tx) => {
      const proposal = await proposals.create(scope, { goldSetId: set.id, options }, tx);
      await queue.send('propose-gold-items', { proposalId: proposal.id }, { tx, key: proposal.id });
      return proposal;
    });
  }

  /** The last ten searches, newest first. @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async list(scope: AccessScope, name: string): Promise<GoldProposal[]> {
    const { store, proposals } = this.#dependencies;
    return proposals.list(scope, (await findGoldSet(store.sets, scope, name)).id);
  }
}
