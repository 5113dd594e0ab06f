import type { ParsedDocument } from '@mingda/contracts';
import type { PublishedVersion, VersionRepository, VersionWork } from '@mingda/database';
import { chunkDocument, placeBlocks, type DraftChunk, type PlacedDocument } from '@mingda/domain';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { detectLanguage } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError, toMingdaError, type Logger } from '@mingda/platform';
import { embedChunks } from './embed-chunks.ts';
import { titleOf } from './document-title.ts';

interface Dependencies {
  readonly versions: VersionRepository;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly embedder: Embedder;
  readonly logger: Logger;
}

/** Shares of the progress bar at which the stages begin. */
const stage = { parsing: 0.02, chunking: 0.2, embedding: 0.25, writing: 0.95 } as const;

/**
 * Reads, cuts, embeds and publishes one version of a document. Running it again is harmless: nothing is visible before
 * the publishing transaction, and that replaces whatever an earlier run left.
 */
export class IngestDocument {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * A fault of the file is written to the version and ends the job; a fault that may pass is thrown, for the queue to
   * try again.
   */
  async execute(versionId: string, run: { signal?: AbortSignal } = {}): Promise<void> {
    const { versions, logger } = this.#dependencies;
    const work = await versions.load(versionId);
    if (work === null || isFinal(work)) return;
    try {
      await this.#ingest(work, run.signal);
    } catch (error) {
      run.signal?.throwIfAborted();
      const fault = toMingdaError(error);
      logger.warn({ err: fault, versionId, document: work.sourceKey }, 'ingestion failed');
      if (fault.entry.retryable) throw fault;
      await versions.fail(versionId, failureOf(fault));
    }
  }

  async #ingest(work: VersionWork, signal: AbortSignal | undefined): Promise<void> {
    const { versions, blobs, parser, embedder } = this.#dependencies;
    await this.#enter(work, 'parsing');
    const content = await blobs.read(work.blobKey);
    const parsed = await parser.parse({ content, fileName: work.fileName, giveAway: true }, signal);
    const placed = placeBlocks(parsed.blocks);
    if (placed.text === '') throw new MingdaError('FILE_NO_TEXT', { subject: work.fileName });

    await this.#enter(work, 'chunking');
    const title = titleOf(work, parsed);
    const lang = detectLanguage(placed.text);
    const chunks = this.#cut(placed, work, lang);

    await this.#enter(work, 'embedding');
    const embedded = await embedChunks(embedder, {
      collectionId: work.collectionId,
      title,
      chunks,
      signal,
      onProgress: (done) => {
        const share = done / chunks.length;
        return versions.setStage(
          work.versionId,
          'embedding',
          stage.embedding + share * (stage.writing - stage.embedding),
        );
      },
    });

    await this.#enter(work, 'writing');
    signal?.throwIfAborted();
    await versions.publish(work.versionId, {
      title,
      lang,
      text: placed.text,
      pages: parsed.pages,
      warnings: parsed.warnings,
      state: stateOf(parsed),
      chunks: embedded,
    });
    this.#dependencies.logger.debug({ versionId: work.versionId, stage: 'published' }, 'ingestion');
  }

  async #enter(work: VersionWork, entered: keyof typeof stage): Promise<void> {
    this.#dependencies.logger.debug({ versionId: work.versionId, stage: entered }, 'ingestion');
    await this.#dependencies.versions.setStage(work.versionId, entered, stage[entered]);
  }

  #cut(placed: PlacedDocument, work: VersionWork, lang: string): DraftChunk[] {
    const { embedder } = this.#dependencies;
    const model = embedder.modelFor(lang);
    return chunkDocument(placed, {
      countTokens: (texts) => embedder.countTokens(model, texts),
      maxTokens: work.profile.chunking.maxTokens,
      overlapSentences: work.profile.chunking.overlapSentences,
    });
  }
}

const isFinal = (work: VersionWork): boolean =>
  work.state === 'ready' ||
  work.state === 'ready-with-warnings' ||
  work.state === 'superseded' ||
  work.state === 'failed';

/** Empty, scanned or failed pages, and anything a parser warned of, are never hidden behind a plain "ready". */
function stateOf(parsed: ParsedDocument): PublishedVersion['state'] {
  const complete = parsed.pages.every((page) => page.state === 'text' || page.state === 'table');
  return complete && parsed.warnings.length === 0 ? 'ready' : 'ready-with-warnings';
}

function failureOf(error: MingdaError): { code: string; en: string; zh: string; subject?: string } {
  const { en, zh } = error.entry;
  return { code: error.code, en, zh, ...(error.subject === undefined ? {} : { subject: error.subject }) };
}
