import type { CollectionRepository, IndexStateRepository, TokenVectorRepository } from '@mingda/database';
import { cuttingKey } from '@mingda/domain';
import type { Embedder } from '@mingda/models';
import { toMingdaError, type Logger } from '@mingda/platform';
import type { IngestDocument } from './ingest-document.ts';

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly indexes: IndexStateRepository;
  readonly tokenVectors: Pick<TokenVectorRepository, 'drop'>;
  readonly ingestDocument: Pick<IngestDocument, 'execute'>;
  readonly embedder: Embedder;
  readonly logger: Logger;
}

/**
 * Cuts and embeds the documents of a collection again where that was done by other settings than the published ones.
 * Each document changes over in its own publishing transaction, so questions are answered all the while. What is left
 * to do is read from the rows: an interrupted run goes on where it was.
 */
export class ReindexCollection {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** A document that cannot be read any more keeps its old chunks. */
  async execute(collectionId: string, run: { signal?: AbortSignal } = {}): Promise<void> {
    const { collections, indexes, tokenVectors, ingestDocument, embedder, logger } = this.#dependencies;
    const tried = new Set<string>();
    for (;;) {
      const home = await collections.home(collectionId);
      if (home === null) return;
      const { chunking } = home.profile;
      const cutBy = cuttingKey(chunking, embedder.languages);
      // Documents that only store token vectors beyond what is wanted need not be read again.
      const from = cuttingKey({ ...chunking, tokenVectors: true }, embedder.languages);
      if (from !== cutBy && !tried.has(from)) {
        await tokenVectors.drop(home.scope, collectionId, { from, to: cutBy });
        tried.add(from);
      }
      const left = await indexes.otherwiseCut(home.scope, collectionId, cutBy);
      const versionId = left.find((id) => !tried.has(`${cutBy} ${id}`));
      if (versionId === undefined) {
        if (left.length > 0) logger.warn({ collectionId, documents: left.length }, 'documents keep their old chunks');
        return;
      }
      tried.add(`${cutBy} ${versionId}`);
      run.signal?.throwIfAborted();
      try {
        await ingestDocument.execute(versionId, { again: true, ...run });
      } catch (error) {
        run.signal?.throwIfAborted();
        if (toMingdaError(error).entry.retryable) throw error;
        logger.warn({ err: error, versionId }, 'a document cannot be read any more');
      }
    }
  }
}
