import {
  SecretRepository,
  SourceItemRepository,
  SourceRepository,
  SourceRunRepository,
  type CollectionRepository,
  type Database,
} from '@mingda/database';
import type { AcceptUpload, DeleteDocument } from '@mingda/ingestion';
import type { Config, Logger } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import { Secrets } from '@mingda/secrets';
import { AllowedFolders } from './connectors/allowed-folders.ts';
import { createConnectors, type Connectors } from './connectors/connectors.ts';
import { CheckSource } from './manage/check-source.ts';
import { ControlRuns } from './manage/control-runs.ts';
import { FireSource } from './manage/fire-source.ts';
import { ManageSources } from './manage/manage-sources.ts';
import { PushDocuments } from './manage/push-documents.ts';
import { ResumeSources } from './manage/resume-sources.ts';
import { SourceJobs } from './manage/source-jobs.ts';
import { SourceSecretStore } from './manage/source-secret-store.ts';
import { WatchFolders } from './manage/watch-folders.ts';
import { ReadListing } from './sync/read-listing.ts';
import { SyncSource } from './sync/sync-source.ts';
import { TakeIn } from './sync/take-in.ts';

export interface SourceDependencies {
  readonly database: Database;
  readonly collections: Pick<CollectionRepository, 'get'>;
  readonly queue: Pick<JobQueue, 'send'>;
  readonly acceptUpload: Pick<AcceptUpload, 'execute'>;
  readonly deleteDocument: Pick<DeleteDocument, 'execute'>;
  readonly config: Pick<Config, 'sources' | 'limits' | 'reporting' | 'dataDir'>;
  readonly logger: Logger;
  /** The clock; tests give one that jumps. */
  readonly now?: () => Date;
  /** Ways to read; tests give some of their own. */
  readonly connectors?: Connectors;
}

/** Sources, wired once for a process. */
export interface SourceParts {
  readonly manageSources: ManageSources;
  readonly controlRuns: ControlRuns;
  readonly checkSource: CheckSource;
  readonly pushDocuments: PushDocuments;
  readonly syncSource: SyncSource;
  readonly fireSource: FireSource;
  readonly resumeSources: ResumeSources;
  readonly watchFolders: WatchFolders;
}

export function createSources({ now = () => new Date(), ...given }: SourceDependencies): SourceParts {
  const { database, collections, acceptUpload, deleteDocument, config, logger } = given;
  const { limits } = config;
  const connectors = given.connectors ?? createConnectors(config.sources);
  const sources = new SourceRepository(database);
  const runs = new SourceRunRepository(database);
  const items = new SourceItemRepository(database);
  const jobs = new SourceJobs(given.queue);
  const secrets = new SourceSecretStore(
    new Secrets(new SecretRepository(database), {
      key: config.reporting.secretKey,
      previousKey: config.reporting.previousSecretKey,
      dataDir: config.dataDir,
    }),
  );
  const manageSources = new ManageSources({ database, collections, sources, runs, secrets, jobs, now });
  const controlRuns = new ControlRuns({ database, sources, runs, jobs });
  const takeIn = new TakeIn({ items, acceptUpload, deleteDocument, limits });
  return {
    manageSources,
    controlRuns,
    checkSource: new CheckSource({ manageSources, secrets, connectors, limits, logger }),
    pushDocuments: new PushDocuments({ sources, items, acceptUpload, deleteDocument }),
    syncSource: new SyncSource({
      sources,
      runs,
      items,
      secrets,
      connectors,
      readListing: new ReadListing({ items, takeIn, limits }),
      deleteDocument,
      limits,
      logger,
    }),
    fireSource: new FireSource({ database, sources, runs, jobs, now }),
    resumeSources: new ResumeSources({ sources, runs, jobs, now }),
    watchFolders: new WatchFolders({
      sources,
      controlRuns,
      allowed: new AllowedFolders(config.sources.folders),
      logger,
    }),
  };
}
