import { join } from 'node:path';
import {
  ChunkEditRepository,
  CollectionLexicons,
  CollectionRepository,
  DocumentRepository,
  ImportJobRepository,
  LexicalAnalysisRepository,
  RepeatRepository,
  VersionRepository,
  type Database,
} from '@mingda/database';
import { DocumentParser, FolderBlobStore } from '@mingda/files';
import { createLogger, loadConfig } from '@mingda/platform';
import {
  FakeEmbedder,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptDocument } from './accept-document.ts';
import { AnalyseCollection } from './analyse-collection.ts';
import { IngestDocument } from './ingest-document.ts';
import { SweepRepeats } from './sweep-repeats.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const limits = loadConfig({}).limits;

/** Most statements that a small first version may take, with the begin and the end of its transactions. */
const most = { accept: 10, ingest: 21 };

/** What the work sends to the database, in order. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const { dataSource } = database;
  const sent: string[] = [];
  const before = dataSource.logger;
  const ignore = (): void => undefined;
  dataSource.logger = {
    logQuery: (query) => sent.push(query),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  await work();
  dataSource.logger = before;
  return sent;
}

describe.each(testDatabases())('the import of a small document ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let parser: DocumentParser;
  let accept: AcceptDocument;
  let ingest: IngestDocument;

  beforeAll(async () => {
    opened = await open();
    const { database, dataDir } = opened;
    home = await sampleCollection(database);
    // Told by the clock: a slow machine would pay for what a small document costs nowhere else (`StageProgress`).
    const versions = new VersionRepository(database);
    versions.setStage = async () => undefined;
    parser = new DocumentParser({ limits, threads: 1, logger });
    const parts = {
      database,
      blobs: new FolderBlobStore(join(dataDir, 'blobs')),
      collections: new CollectionRepository(database),
      documents: new DocumentRepository(database),
      versions,
      chunkEdits: new ChunkEditRepository(database),
      repeats: new RepeatRepository(database),
      lexicons: new CollectionLexicons(database),
      analysis: new LexicalAnalysisRepository(database),
      imports: new ImportJobRepository(database),
      embedder: new FakeEmbedder(),
      queue: { send: async () => undefined },
      parser,
      limits,
      logger,
    };
    accept = new AcceptDocument(parts);
    ingest = new IngestDocument({
      ...parts,
      sweepRepeats: new SweepRepeats(parts),
      analyseCollection: new AnalyseCollection(parts),
    });
    await take('the first one, after which models are known');
  });
  afterAll(async () => {
    await parser.close();
    await opened.drop();
  });

  async function take(name: string): Promise<{ accepted: string[]; ingested: string[] }> {
    const content = new TextEncoder().encode(
      `# ${name}\n\n员工每年享有十天带薪年假。\n\nFlights are booked in the portal.`,
    );
    const file = { collectionId: home.collectionId, sourceKey: name, fileName: `${name}.md`, content };
    let versionId = '';
    const accepted = await statementsOf(opened.database, async () => {
      ({ versionId } = await accept.execute(home.scope, file));
    });
    const ingested = await statementsOf(opened.database, () => ingest.execute(versionId));
    expect((await new DocumentRepository(opened.database).version(home.scope, versionId))?.state).toBe('ready');
    return { accepted, ingested };
  }

  test('takes few statements', async () => {
    const { accepted, ingested } = await take('second');
    expect(accepted.length, accepted.join('\n')).toBeLessThanOrEqual(most.accept);
    expect(ingested.length, ingested.join('\n')).toBeLessThanOrEqual(most.ingest);
  });
});
