import { ImportJobRepository, ImportRepository, type Database, type DocumentRepository } from '@mingda/database';
import { ImportBoard, ImportWorker, type IngestDocument } from '@mingda/ingestion';
import type { Config, Logger } from '@mingda/platform';

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly documents: DocumentRepository;
  readonly jobs: ImportJobRepository;
  readonly ingestDocument: IngestDocument;
}

export interface ImportParts {
  /** Started by the worker alone. */
  readonly worker: ImportWorker;
  readonly board: ImportBoard;
  readonly repository: ImportRepository;
}

/** Imports of one process: the worker that does them and the board that people steer them by. */
export function importParts({ config, logger, database, documents, jobs, ingestDocument }: Parts): ImportParts {
  const repository = new ImportRepository(database);
  return {
    worker: new ImportWorker({ database, imports: jobs, ingestDocument, settings: config.ingest, logger }),
    board: new ImportBoard({ imports: repository, documents }),
    repository,
  };
}
