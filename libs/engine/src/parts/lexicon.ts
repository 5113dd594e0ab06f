import {
  CollectionLexicons,
  DocumentMetadataRepository,
  LexicalAnalysisRepository,
  LexiconEntryRepository,
  type Database,
} from '@mingda/database';
import { ManageLexicon } from '@mingda/improvement';
import { AnalyseCollection, WriteMetadata } from '@mingda/ingestion';
import type { JobQueue } from '@mingda/queue';

export interface LexiconParts {
  readonly lexicons: CollectionLexicons;
  readonly entries: LexiconEntryRepository;
  readonly manageLexicon: ManageLexicon;
  readonly analyseCollection: AnalyseCollection;
  readonly metadata: DocumentMetadataRepository;
  readonly writeMetadata: WriteMetadata;
  /** Queues again what an earlier process left. */
  requeue(): Promise<void>;
}

/** Words and synonyms of collections, tags and fields of documents. */
export function lexiconParts({ database, queue }: { database: Database; queue: JobQueue }): LexiconParts {
  const lexicons = new CollectionLexicons(database);
  const analysis = new LexicalAnalysisRepository(database);
  const entries = new LexiconEntryRepository(database);
  const metadata = new DocumentMetadataRepository(database);
  return {
    lexicons,
    entries,
    manageLexicon: new ManageLexicon({ entries, queue }),
    analyseCollection: new AnalyseCollection({ lexicons, analysis }),
    metadata,
    writeMetadata: new WriteMetadata(metadata),
    async requeue() {
      for (const collectionId of await analysis.outdatedCollections()) {
        await queue.send('analyse-collection', { collectionId }, { key: collectionId });
      }
    },
  };
}
