import type { AccessScope } from '@mingda/contracts';
import type {
  ChunkEditRepository,
  CollectionLexicons,
  CollectionRepository,
  RepeatRepository,
  VersionWork,
} from '@mingda/database';
import { linesOf, muteChunks, type CutChunk, type TextLine } from '@mingda/domain';
import type { Embedder } from '@mingda/models';
import { MingdaError, type Logger } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';
import { embedChunks } from './embed-chunks.ts';

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly repeats: RepeatRepository;
  readonly chunkEdits: ChunkEditRepository;
  readonly lexicons: CollectionLexicons;
  readonly embedder: Embedder;
  readonly queue: Pick<JobQueue, 'send'>;
  readonly logger: Logger;
}

/** Imports come in crowds: one sweep looks after all that arrived meanwhile. */
const restSeconds = 5;

/**
 * Lines that many documents of a collection repeat, such as footers and disclaimers, are searched in one of them. New
 * documents leave such lines out as they come; those that came before a line was known to be repeated are put right by
 * a job, chunk by chunk and without reading the originals again.
 */
export class SweepRepeats {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** Hashes of the lines that a document is to leave out, in rising order. */
  known(
    { collectionId, documentId }: Pick<VersionWork, 'collectionId' | 'documentId'>,
    lines: readonly TextLine[],
  ): Promise<number[]> {
    const hashes = [...new Set(lines.map((it) => it.hash))];
    return this.#dependencies.repeats.known({ collectionId, documentId, hashes });
  }

  /** Queues a sweep when a line has become repeated, or has lost the document that kept it. */
  async published({ collectionId, profile }: Pick<VersionWork, 'collectionId' | 'profile'>): Promise<void> {
    const { repeats, queue } = this.#dependencies;
    const from = profile.chunking.repeatedFrom;
    if (from === 0 || !(await repeats.isUnheld(collectionId, from))) return;
    await queue.send('sweep-repeats', { collectionId }, { key: collectionId, delaySeconds: restSeconds });
  }

  /** After a restart: sweeps that an earlier process did not come to. */
  async requeue(): Promise<void> {
    const { repeats, queue } = this.#dependencies;
    for (const collectionId of await repeats.unheldCollections()) {
      await queue.send('sweep-repeats', { collectionId }, { key: collectionId });
    }
  }

  /** Running it again is harmless; an interrupted run goes on where it was. */
  async execute(collectionId: string, run: { signal?: AbortSignal } = {}): Promise<void> {
    const { collections, repeats, logger } = this.#dependencies;
    const home = await collections.home(collectionId);
    const from = home?.profile.chunking.repeatedFrom ?? 0;
    if (home === null || from === 0) return;
    await repeats.settle(collectionId, from);
    let after: string | null = null;
    for (;;) {
      const documents = await repeats.otherwiseMuted(collectionId, after);
      for (const { id, hashes } of documents) {
        run.signal?.throwIfAborted();
        try {
          await this.#mute(home.scope, id, { hashes, signal: run.signal });
        } catch (error) {
          if (!(error instanceof MingdaError) || error.code !== 'CHUNK_CHANGED') throw error;
          logger.debug({ documentId: id }, 'a document changed while its repeated lines were looked after');
        }
      }
      after = documents.at(-1)?.id ?? null;
      if (after === null) return;
    }
  }

  async #mute(
    scope: AccessScope,
    documentId: string,
    { hashes, signal }: { hashes: readonly number[]; signal: AbortSignal | undefined },
  ): Promise<void> {
    const { chunkEdits, lexicons, embedder } = this.#dependencies;
    const document = await chunkEdits.editable(scope, documentId);
    if (document === null) return;
    const { collectionId, title, text, tokenVectors } = document;
    const muted = muteChunks(document.chunks, linesOf(text), new Set(hashes));
    const changed = muted.filter((it, index) => !sameSilence(it, document.chunks[index]));
    const { words } = await lexicons.current(collectionId);
    const onProgress = (): void => undefined;
    const input = { collectionId, title, chunks: changed, tokenVectors, words, signal, onProgress };
    const chunks = await embedChunks(embedder, input);
    await chunkEdits.mute(document, { hashes, chunks });
  }
}

function sameSilence(a: CutChunk, b: CutChunk | undefined): boolean {
  return a.off === b?.off && JSON.stringify(a.muted) === JSON.stringify(b.muted);
}
