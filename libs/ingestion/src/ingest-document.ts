import type { ParsedDocument } from '@mingda/contracts';
import type { PublishedVersion, VersionRepository, VersionWork } from '@mingda/database';
import { chunkDocument, cuttingKey, placeBlocks, type DraftChunk, type PlacedDocument } from '@mingda/domain';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { detectLanguage } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError, toMingdaError, type Logger } from '@mingda/platform';
import { embedChunks } from './embed-chunks.ts';
import { titleOf } from './document-title.ts';
import { StageProgress } from './stage-progress.ts';

interface Dependencies {
  readonly versions: VersionRepository;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly embedder: Embedder;
  readonly logger: Logger;
}

/** Shares of the progress bar at which the stages begin. */
const stage = { parsing: 0.02, chunking: 0.2, embedding: 0.25, writing: 0.95 } as const;

function endOf(entered: keyof typeof stage): number {
  const later = Object.values(stage).filter((share) => share > stage[entered]);
  return Math.min(1, ...later);
}

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
   * `again` cuts a version that is ready already anew, by the profile of now; it stays ready all the while.
   * A fault of the file is written to the version and ends the job; a fault that may pass is thrown, for the queue to
   * try again.
   */
  async execute(versionId: string, run: { signal?: AbortSignal; again?: boolean } = {}): Promise<void> {
    const { versions, logger } = this.#dependencies;
    const work = await versions.load(versionId);
    if (work === null || (isFinal(work) && !(run.again === true && isReady(work)))) return;
    try {
      await this.#ingest(work, run.signal);
      await this.#followProfile(work, run.signal);
    } catch (error) {
      run.signal?.throwIfAborted();
      const fault = toMingdaError(error);
      logger.warn({ err: fault, versionId, document: work.sourceKey }, 'ingestion failed');
      if (fault.entry.retryable) throw fault;
      await versions.fail(versionId, failureOf(fault));
    }
  }

  async #ingest(work: VersionWork, signal: AbortSignal | undefined): Promise<void> {
    const progress = new StageProgress((state, share) =>
      this.#dependencies.versions.setStage(work.versionId, state, share),
    );
    try {
      await this.#readAndPublish(work, { progress, signal });
    } finally {
      // A write that came late would bring a failed version back to its stage.
      await progress.end().catch(() => undefined);
    }
  }

  async #readAndPublish(
    work: VersionWork,
    { progress, signal }: { progress: StageProgress; signal: AbortSignal | undefined },
  ): Promise<void> {
    const { versions, blobs, parser, embedder } = this.#dependencies;
    const enter = (entered: keyof typeof stage, share = 0): void => {
      if (share === 0) this.#note(work, entered);
      progress.tell(entered, stage[entered] + share * (endOf(entered) - stage[entered]));
    };
    enter('parsing');
    const content = await blobs.read(work.blobKey);
    const onPictures = (done: number, total: number): void => enter('parsing', done / total);
    const parsed = await parser.parse({ content, fileName: work.fileName, giveAway: true, onPictures }, signal);
    const placed = placeBlocks(parsed.blocks);
    if (placed.text === '') throw new MingdaError('FILE_NO_TEXT', { subject: work.fileName });

    enter('chunking');
    const title = titleOf(work, parsed);
    const lang = detectLanguage(placed.text);
    const chunks = this.#cut(placed, work, lang);

    enter('embedding');
    const { collectionId } = work;
    const onProgress = (done: number): void => enter('embedding', done / chunks.length);
    const embedded = await embedChunks(embedder, { collectionId, title, chunks, signal, onProgress });

    enter('writing');
    signal?.throwIfAborted();
    await progress.end();
    await versions.publish(work.versionId, {
      title,
      lang,
      text: placed.text,
      pages: parsed.pages,
      warnings: parsed.warnings,
      state: stateOf(parsed),
      chunks: embedded,
      cutBy: this.#cutBy(work),
    });
    this.#note(work, 'published');
  }

  /** A profile that was published while this version was being read would miss it: it is cut once more then. */
  async #followProfile(work: VersionWork, signal: AbortSignal | undefined): Promise<void> {
    const now = await this.#dependencies.versions.load(work.versionId);
    if (now === null || !isReady(now) || this.#cutBy(now) === this.#cutBy(work)) return;
    await this.#ingest(now, signal);
    await this.#followProfile(now, signal);
  }

  #cutBy(work: VersionWork): string {
    return cuttingKey(work.profile.chunking, this.#dependencies.embedder.languages);
  }

  #note(work: VersionWork, reached: string): void {
    this.#dependencies.logger.debug({ versionId: work.versionId, stage: reached }, 'ingestion');
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

const isReady = (work: VersionWork): boolean => work.state === 'ready' || work.state === 'ready-with-warnings';

const isFinal = (work: VersionWork): boolean => isReady(work) || work.state === 'superseded' || work.state === 'failed';

/** Empty, unread or failed pages, and anything a parser warned of, are never hidden behind a plain "ready". */
function stateOf(parsed: ParsedDocument): PublishedVersion['state'] {
  const complete = parsed.pages.every(
    ({ state, characters }) => state === 'text' || state === 'table' || (state === 'scan' && characters > 0),
  );
  return complete && parsed.warnings.length === 0 ? 'ready' : 'ready-with-warnings';
}

function failureOf(error: MingdaError): { code: string; en: string; zh: string; subject?: string } {
  const { en, zh } = error.entry;
  return { code: error.code, en, zh, ...(error.subject === undefined ? {} : { subject: error.subject }) };
}
