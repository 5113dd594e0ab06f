import { finalStates, type ParsedDocument } from '@mingda/contracts';
import type {
  ChunkEditRepository,
  CollectionLexicons,
  PublishedVersion,
  VersionRepository,
  VersionWork,
} from '@mingda/database';
import { applyEdits, cuttingKey, linesOf, muteChunks, placeBlocks } from '@mingda/domain';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { detectLanguage } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError, type Logger } from '@mingda/platform';
import type { AnalyseCollection } from './analyse-collection.ts';
import { cutDocument, tokenCounter } from './cut-document.ts';
import { embedChunks } from './embed-chunks.ts';
import type { DocumentPasswords } from './document-passwords.ts';
import { titleOf } from './document-title.ts';
import { readOriginal } from './read-original.ts';
import { StageProgress } from './stage-progress.ts';
import type { SweepRepeats } from './sweep-repeats.ts';

interface Dependencies {
  readonly versions: VersionRepository;
  readonly chunkEdits: ChunkEditRepository;
  readonly sweepRepeats: Pick<SweepRepeats, 'known' | 'published'>;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly passwords?: Pick<DocumentPasswords, 'find'>;
  readonly lexicons: CollectionLexicons;
  readonly analyseCollection: Pick<AnalyseCollection, 'execute'>;
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
  /** Ends of the last publishing of each collection. */
  readonly #publishing = new Map<string, Promise<unknown>>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * `again` cuts a version that is ready already anew, by the profile of now; it stays ready all the while.
   * @throws whatever went wrong, for the caller to write down or to try again; the signal's reason when called off
   */
  async execute(versionId: string, run: { signal?: AbortSignal; again?: boolean } = {}): Promise<void> {
    const work = await this.#dependencies.versions.load(versionId);
    if (work === null || (isFinal(work) && !(run.again === true && isReady(work)))) return;
    await this.#ingestAndFollow(work, run.signal);
  }

  /**
   * What was published while this version was being read would miss it: with another profile it is cut once more, with
   * other words it is analysed again.
   */
  async #ingestAndFollow(work: VersionWork, signal: AbortSignal | undefined): Promise<void> {
    const { wordsRevision } = await this.#ingest(work, signal);
    const now = await this.#dependencies.versions.load(work.versionId);
    if (now === null || !isReady(now)) return;
    if (this.#cutBy(now) !== this.#cutBy(work)) {
      await this.#ingestAndFollow(now, signal);
    } else if (now.wordsRevision !== wordsRevision) {
      await this.#dependencies.analyseCollection.execute(now.lexiconOf, signal === undefined ? {} : { signal });
    }
  }

  /** @returns the revision of the words that it was analysed with */
  async #ingest(work: VersionWork, signal: AbortSignal | undefined): Promise<{ wordsRevision: number }> {
    const progress = new StageProgress((state, share) =>
      this.#dependencies.versions.setStage(work.versionId, state, share),
    );
    try {
      return await this.#readAndPublish(work, { progress, signal });
    } finally {
      // A write that came late would bring a failed version back to its stage.
      await progress.end().catch(() => undefined);
    }
  }

  async #readAndPublish(
    work: VersionWork,
    { progress, signal }: { progress: StageProgress; signal: AbortSignal | undefined },
  ): Promise<{ wordsRevision: number }> {
    const { versions, embedder, lexicons } = this.#dependencies;
    const enter = (entered: keyof typeof stage, share = 0): void => {
      if (share === 0) this.#note(work, entered);
      progress.tell(entered, stage[entered] + share * (endOf(entered) - stage[entered]));
    };
    enter('parsing');
    const onPictures = (done: number, total: number): void => enter('parsing', done / total);
    const parsed = await readOriginal(this.#dependencies, work, { onPictures, signal });
    const placed = placeBlocks(parsed.blocks);
    if (placed.text === '') throw new MingdaError('FILE_NO_TEXT', { subject: work.fileName });

    enter('chunking');
    const title = titleOf(work, parsed);
    const lang = detectLanguage(placed.text);
    const drafts = await cutDocument(embedder, { placed, title, lang, chunking: work.profile.chunking });
    const { seen, edits } = await this.#dependencies.chunkEdits.forVersion(work.versionId);
    const countTokens = tokenCounter(embedder, lang);
    const edited = applyEdits({ text: placed.text, drafts, edits, countTokens });
    const { applied, lost } = edited;
    const lines = work.profile.chunking.repeatedFrom === 0 ? [] : linesOf(placed.text);
    const muted = await this.#dependencies.sweepRepeats.known(work, lines);
    const chunks = muteChunks(edited.chunks, lines, new Set(muted));

    enter('embedding');
    const { collectionId } = work;
    const onProgress = (done: number): void => enter('embedding', done / chunks.length);
    const { words, wordsRevision } = await lexicons.at(work.lexiconOf, work.lexiconRevision);
    const { tokenVectors } = work.profile.chunking;
    const input = { collectionId, title, chunks, tokenVectors, words, signal, onProgress };
    const embedded = await embedChunks(embedder, input);

    enter('writing');
    signal?.throwIfAborted();
    await progress.end();
    const published: PublishedVersion = {
      title,
      lang,
      text: placed.text,
      pages: parsed.pages,
      warnings: parsed.warnings,
      state: stateOf(parsed),
      chunks: embedded,
      cutBy: this.#cutBy(work),
      edits: { seen, applied, lost },
      repeats: { lines: [...new Set(lines.map((it) => it.hash))], muted },
      wordsRevision,
    };
    await this.#inTurn(collectionId, async () => {
      // The turn may have been long in coming.
      signal?.throwIfAborted();
      await versions.publish(work.versionId, published);
    });
    this.#note(work, 'published');
    await this.#dependencies.sweepRepeats.published(work);
    return { wordsRevision };
  }

  /** The database lets one publish at a time in a collection: others would wait there with a connection each. */
  async #inTurn(collectionId: string, publish: () => Promise<void>): Promise<void> {
    const before = this.#publishing.get(collectionId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(publish);
    this.#publishing.set(collectionId, turn);
    try {
      await turn;
    } finally {
      if (this.#publishing.get(collectionId) === turn) this.#publishing.delete(collectionId);
    }
  }

  #cutBy(work: VersionWork): string {
    return cuttingKey(work.profile.chunking, this.#dependencies.embedder.languages);
  }

  #note(work: VersionWork, reached: string): void {
    this.#dependencies.logger.debug({ versionId: work.versionId, stage: reached }, 'ingestion');
  }
}

const isReady = (work: VersionWork): boolean => work.state === 'ready' || work.state === 'ready-with-warnings';

const isFinal = (work: VersionWork): boolean => finalStates.includes(work.state);

/** Empty, unread or failed pages, and anything a parser warned of, are never hidden behind a plain "ready". */
function stateOf(parsed: ParsedDocument): PublishedVersion['state'] {
  const complete = parsed.pages.every(
    ({ state, characters }) => state === 'text' || state === 'table' || (state === 'scan' && characters > 0),
  );
  return complete && parsed.warnings.length === 0 ? 'ready' : 'ready-with-warnings';
}
