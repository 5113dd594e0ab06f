import { join } from 'node:path';
import type { SourceConnection, SourceInput, SourceRun } from '@mingda/contracts';
import {
  CollectionRepository,
  DocumentMetadataRepository,
  DocumentRepository,
  ImportJobRepository,
} from '@mingda/database';
import { FolderBlobStore } from '@mingda/files';
import { AcceptDocument, AcceptUpload, DeleteDocument, WriteMetadata } from '@mingda/ingestion';
import { createLogger, loadConfig, type Config } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import { sampleCollection, type OpenedDatabase, type SampleCollection } from '@mingda/testing';
import type { Connectors } from '../src/connectors/connectors.ts';
import type { ListedItem, ListingContext, SourceConnector } from '../src/source-connector.ts';
import { createSources, type SourceDependencies, type SourceParts } from '../src/sources.ts';

export interface SentJob {
  readonly name: string;
  readonly sourceId: string;
  readonly delaySeconds: number | undefined;
}

export interface SourceBench extends SourceParts {
  readonly home: SampleCollection;
  readonly sent: SentJob[];
  /** A source of the collection. */
  create(connection: SourceConnection, more?: Partial<SourceInput>): Promise<string>;
  /** Asks for a run, does it as the worker would, and tells what became of it. */
  sync(sourceId: string): Promise<SourceRun>;
  /** Source keys of all documents of the collection, sorted. */
  keys(): Promise<string[]>;
  /** Number of versions by source key. */
  versions(): Promise<Record<string, number>>;
}

interface Given {
  readonly connectors?: Connectors;
  readonly folders?: string;
  readonly queue?: JobQueue;
  readonly now?: () => Date;
  readonly environment?: Record<string, string>;
}

/** Sources as a process has them, over a real database and blob store. */
export async function sourceBench(opened: OpenedDatabase, name: string, given: Given = {}): Promise<SourceBench> {
  const { database, dataDir } = opened;
  const home = await sampleCollection(database, name);
  const config: Config = loadConfig({
    MINGDA_DATA_DIR: dataDir,
    MINGDA_SOURCE_FOLDERS: given.folders ?? '',
    ...given.environment,
  });
  const blobs = new FolderBlobStore(join(dataDir, 'blobs'));
  const collections = new CollectionRepository(database);
  const documents = new DocumentRepository(database);
  const imports = new ImportJobRepository(database);
  const acceptDocument = new AcceptDocument({
    database,
    collections,
    documents,
    blobs,
    imports,
    limits: config.limits,
  });
  const sent: SentJob[] = [];
  const record: SourceDependencies['queue'] = {
    send(job, payload, options) {
      sent.push({ name: job, ...(payload as { sourceId: string }), delaySeconds: options?.delaySeconds });
      return Promise.resolve();
    },
  };
  const parts = createSources({
    database,
    collections,
    queue: given.queue ?? record,
    acceptUpload: new AcceptUpload({
      acceptDocument,
      writeMetadata: new WriteMetadata(new DocumentMetadataRepository(database)),
      limits: config.limits,
    }),
    deleteDocument: new DeleteDocument({ database, documents, blobs }),
    config,
    logger: createLogger({ logLevel: 'silent' }, 'test'),
    ...(given.now === undefined ? {} : { now: given.now }),
    ...(given.connectors === undefined ? {} : { connectors: given.connectors }),
  });
  const rows = <T>(sql: string): Promise<T[]> => database.dataSource.query<T[]>(sql, [home.collectionId]);
  let number = 0;
  return {
    ...parts,
    home,
    sent,
    async create(connection, more = {}) {
      number += 1;
      const input = { name: `source ${number}`, connection, schedule: null, enabled: true, ...more };
      return (await parts.manageSources.create(home.scope, home.collectionId, input)).id;
    },
    async sync(sourceId) {
      await parts.controlRuns.start(home.scope, sourceId);
      await parts.syncSource.execute(sourceId, new AbortController().signal);
      return (await parts.controlRuns.list(home.scope, sourceId))[0];
    },
    async keys() {
      const found = await rows<{ source_key: string }>('select source_key from document where collection_id = $1');
      return found.map((row) => row.source_key).toSorted();
    },
    async versions() {
      const found = await rows<{ source_key: string; count: number }>(
        `select d.source_key, count(*)::int as count from document d join document_version v on v.document_id = d.id
         where d.collection_id = $1 group by d.source_key order by d.source_key`,
      );
      return Object.fromEntries(found.map((row) => [row.source_key, row.count]));
    },
  };
}

export type Listing = (context: ListingContext<'web'>) => AsyncIterable<ListedItem>;

/** A source that shows what a test gives it, under the kind `web`; the other kinds are not there. */
export function scripted(list: Listing): Connectors {
  const connector: SourceConnector<'web'> = { kind: 'web', list };
  return { web: connector } as Connectors;
}

export const scriptedConnection: SourceConnection = {
  kind: 'web',
  settings: { startUrls: [], sitemaps: [], maxDepth: 0, maxPages: 1, delayMs: 0 },
  secrets: {},
};

/** A thing with a text, which is its own fingerprint. */
export function text(key: string, content: string): Extract<ListedItem, { read: unknown }> {
  return { key, fileName: 'page.txt', fingerprint: content, read: () => Promise.resolve(Buffer.from(content)) };
}
