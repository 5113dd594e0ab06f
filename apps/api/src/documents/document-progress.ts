import { Injectable } from '@nestjs/common';
import {
  finalStates,
  versionStates,
  type AccessScope,
  type DocumentVersion,
  type VersionState,
} from '@mingda/contracts';
import { Database, DocumentRepository } from '@mingda/database';

/** Hints come several times per document; looking more often than this shows nothing that an eye can follow. */
const shortestPauseMs = 200;
/** Hints may get lost between processes, so the rows are read at this pace whatever happens. */
const sweepMs = 2_000;
const sweepLimit = 200;

const unfinishedStates = versionStates.filter((state): state is VersionState => !finalStates.includes(state));

/** Follows the ingestion of one collection by reading its rows; a notification only says when to look. */
@Injectable()
export class DocumentProgress {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly database: Database,
  ) {}

  /** Every version that is unfinished or changes, each time that its state or progress differs; ends with the signal. */
  async *watch(scope: AccessScope, collectionId: string, signal: AbortSignal): AsyncGenerator<DocumentVersion> {
    const hinted = new Set<string>();
    let wake: () => void = () => undefined;
    const forget = this.database.onProgress((hint) => {
      hinted.add(hint.id);
      wake();
    });
    const sent = new Map<string, string>();
    try {
      while (!signal.aborted) {
        const ids = new Set([...hinted, ...sent.keys()]);
        hinted.clear();
        for (const version of await this.read({ scope, collectionId, ids })) {
          const seen = `${version.state} ${version.progress} ${version.retry?.at}`;
          if (sent.get(version.id) === seen) continue;
          if (finalStates.includes(version.state)) sent.delete(version.id);
          else sent.set(version.id, seen);
          yield version;
        }
        const hint = new Promise<void>((resolve) => (wake = resolve));
        await pause(shortestPauseMs, signal);
        if (hinted.size === 0) await Promise.race([hint, pause(sweepMs, signal)]);
      }
    } finally {
      forget();
    }
  }

  private async read(wanted: {
    scope: AccessScope;
    collectionId: string;
    ids: ReadonlySet<string>;
  }): Promise<DocumentVersion[]> {
    const { scope, collectionId, ids } = wanted;
    const found = new Map<string, DocumentVersion>();
    for (const state of unfinishedStates) {
      const page = await this.documents.list(scope, collectionId, { offset: 0, limit: sweepLimit, state });
      for (const { latestVersion } of page.items) found.set(latestVersion.id, latestVersion);
    }
    for (const id of ids) {
      if (found.has(id)) continue;
      // Hints name versions of every collection, and evaluations too.
      const version = await this.documents.version(scope, id);
      if (version === null) continue;
      const document = await this.documents.get(scope, version.documentId);
      if (document?.collectionId === collectionId) found.set(id, version);
    }
    return [...found.values()];
  }
}

/** A pause that ends early, without an error, when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
