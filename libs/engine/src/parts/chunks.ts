import {
  RepeatRepository,
  type ChunkEditRepository,
  type CollectionLexicons,
  type CollectionRepository,
  type Database,
  type DocumentRepository,
} from '@mingda/database';
import type { Logger } from '@mingda/platform';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { EditChunks, PreviewChunks, ReprocessDocument, SweepRepeats, type RetryDocument } from '@mingda/ingestion';
import type { Embedder } from '@mingda/models';
import type { JobQueue } from '@mingda/queue';

interface Parts {
  readonly chunkEdits: ChunkEditRepository;
  readonly lexicons: CollectionLexicons;
  readonly collections: CollectionRepository;
  readonly documents: DocumentRepository;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly embedder: Embedder;
  readonly logger: Logger;
  readonly database: Database;
  readonly queue: Pick<JobQueue, 'send'>;
  readonly retryDocument: Pick<RetryDocument, 'execute'>;
}

export interface ChunkParts {
  readonly edit: EditChunks;
  readonly preview: PreviewChunks;
  readonly reprocess: ReprocessDocument;
  readonly sweepRepeats: SweepRepeats;
}

/** Passages under people's hands, and lines that documents repeat. */
export function chunkParts(parts: Parts): ChunkParts {
  return {
    edit: new EditChunks(parts),
    preview: new PreviewChunks(parts),
    reprocess: new ReprocessDocument(parts),
    sweepRepeats: new SweepRepeats({ ...parts, repeats: new RepeatRepository(parts.database) }),
  };
}
