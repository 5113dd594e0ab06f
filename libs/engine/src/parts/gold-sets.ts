import {
  GoldItemRepository,
  GoldProposalRepository,
  GoldSetRepository,
  GoldSourceRepository,
  type AnswerRepository,
  type Database,
} from '@mingda/database';
import {
  GoldSets,
  ImportGoldItems,
  ManageGoldItems,
  ManageGoldSets,
  ProposeGoldItems,
  StartGoldProposal,
  type GoldSetStore,
} from '@mingda/evaluation';
import type { ChatWriter, Embedder } from '@mingda/models';
import type { Config } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';

/** All that handles gold sets. */
export interface GoldParts {
  readonly store: GoldSetStore;
  readonly proposals: GoldProposalRepository;
  readonly goldSets: GoldSets;
  readonly manageSets: ManageGoldSets;
  readonly manageItems: ManageGoldItems;
  readonly importItems: ImportGoldItems;
  readonly startProposal: StartGoldProposal;
  readonly proposeItems: ProposeGoldItems;
}

export function goldParts(parts: {
  config: Config;
  database: Database;
  queue: JobQueue;
  embedder: Embedder;
  writer: ChatWriter | undefined;
  answers: AnswerRepository;
}): GoldParts {
  const { config, database, queue, embedder, writer, answers } = parts;
  const items = new GoldItemRepository(database);
  const store: GoldSetStore = { database, sets: new GoldSetRepository(database), items };
  const proposals = new GoldProposalRepository(database);
  const sources = new GoldSourceRepository(database);
  const goldSets = new GoldSets(config.goldSetsDir, store);
  return {
    store,
    proposals,
    goldSets,
    manageSets: new ManageGoldSets(store, goldSets),
    manageItems: new ManageGoldItems(store),
    importItems: new ImportGoldItems(store, config.limits),
    startProposal: new StartGoldProposal({ store, proposals, queue, hasWriter: writer !== undefined }),
    proposeItems: new ProposeGoldItems({ proposals, items, sources, answers, embedder, writer }),
  };
}
