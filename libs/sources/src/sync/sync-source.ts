import { randomUUID } from 'node:crypto';
import type {
  OwnRun,
  SourceItemRepository,
  SourceRepository,
  SourceRunRepository,
  StoredSource,
} from '@mingda/database';
import type { DeleteDocument } from '@mingda/ingestion';
import { toMingdaError, type Logger, type MingdaError } from '@mingda/platform';
import type { Connectors } from '../connectors/connectors.ts';
import type { SourceSecretStore } from '../manage/source-secret-store.ts';
import { openListing } from './open-listing.ts';
import type { ReadListing } from './read-listing.ts';
import { removeDocuments } from './remove-documents.ts';
import { RunLog, RunLost } from './run-log.ts';
import { sourceFailure } from './source-failure.ts';

interface Dependencies {
  readonly sources: SourceRepository;
  readonly runs: SourceRunRepository;
  readonly items: SourceItemRepository;
  readonly secrets: SourceSecretStore;
  readonly connectors: Connectors;
  readonly readListing: ReadListing;
  readonly deleteDocument: Pick<DeleteDocument, 'execute'>;
  readonly limits: { readonly fileBytes: number };
  readonly logger: Logger;
}

interface Work {
  readonly source: StoredSource;
  readonly run: OwnRun;
  readonly log: RunLog;
  readonly signal: AbortSignal;
}

const lookForCancelMs = 1000;
/** More of a source than this is deleted only when a person says so: it may be the source that is broken. */
const mostVanished = 0.5;

/**
 * The `sync-source` job: brings a collection in step with a source. Doing it again, after whatever cut it off, lists
 * again and reads only what is not taken in yet.
 */
export class SyncSource {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError what another try may help */
  async execute(sourceId: string, signal: AbortSignal): Promise<void> {
    const { sources, runs } = this.#dependencies;
    const source = await sources.load(sourceId);
    if (source === null) return;
    if (source.removing) {
      await this.#remove(source, signal);
      return;
    }
    const run = await runs.begin(sourceId, randomUUID());
    if (run === null) return;
    const cancelled = new AbortController();
    const watch = setInterval(() => {
      runs.isOwn(run).then(
        (own) => own || cancelled.abort(new RunLost()),
        () => undefined,
      );
    }, lookForCancelMs);
    try {
      const log = new RunLog({ runs, source, run });
      await this.#sync({ source, run, log, signal: AbortSignal.any([signal, cancelled.signal]) });
    } catch (error) {
      if (cancelled.signal.aborted || error instanceof RunLost) return;
      await this.#failed(run, error, signal);
    } finally {
      clearInterval(watch);
      await runs.forgetOld(sourceId);
    }
  }

  /** After the last try has failed. */
  async giveUp(sourceId: string, error: MingdaError): Promise<void> {
    await this.#dependencies.runs.giveUp(sourceId, sourceFailure(error));
  }

  async #sync(work: Work): Promise<void> {
    const { runs, items } = this.#dependencies;
    const { source, run } = work;
    if (run.deleting) {
      await this.#deleteVanished(work);
      await runs.end(run, 'finished');
      return;
    }
    await this.#read(work);
    const { known, vanished } = await items.markVanished({ source, runId: run.id, attempt: run.attempt });
    if (!(await runs.listingEnded(run, vanished))) throw new RunLost();
    if (vanished > known * mostVanished) {
      await runs.end(run, 'needs-confirmation');
      return;
    }
    await this.#deleteVanished(work);
    await runs.end(run, 'finished');
  }

  async #read(work: Work): Promise<void> {
    const { sources, items, secrets, connectors, readListing, limits, logger } = this.#dependencies;
    const { source, signal } = work;
    const listing = openListing({
      connectors,
      connection: await secrets.connection(source),
      logger: logger.child({ source: source.id }),
      limits,
      signal,
      state: source.listingState,
      fingerprintOf: (key) => items.fingerprint(source.id, key),
    });
    try {
      await readListing.execute({ ...work, listing: listing.items });
    } finally {
      await listing.close();
    }
    const state = listing.keptState();
    if (state !== undefined) await sources.keepListingState(source.id, state);
  }

  async #deleteVanished({ source, log, signal }: Work): Promise<void> {
    const { items, deleteDocument } = this.#dependencies;
    for (;;) {
      const keys = await items.vanished(source.id);
      if (keys.length === 0) return;
      for (const key of keys) {
        signal.throwIfAborted();
        const gone = await items.documentsOfVanished(source.id, key);
        log.counts.deleted += await removeDocuments(deleteDocument, source, gone);
        await items.forgetVanished(source.id, key);
        await log.tick();
      }
      await log.write();
    }
  }

  async #remove(source: StoredSource, signal: AbortSignal): Promise<void> {
    const { sources, deleteDocument } = this.#dependencies;
    for (;;) {
      signal.throwIfAborted();
      const ids = await sources.documents(source.id);
      if (ids.length === 0) break;
      await removeDocuments(deleteDocument, source, ids);
    }
    await sources.delete(source.id);
  }

  async #failed(run: OwnRun, error: unknown, signal: AbortSignal): Promise<void> {
    const { runs } = this.#dependencies;
    // The worker is going away: the run stays as it is and whoever takes it next begins it anew.
    if (signal.aborted) throw error;
    const fault = toMingdaError(error);
    if (!fault.entry.retryable) {
      await runs.end(run, 'failed', sourceFailure(fault));
      return;
    }
    await runs.postpone(run, sourceFailure(fault));
    throw fault;
  }
}
