import type { OwnRun, SourceItemRepository, StoredSource } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { ListedItem, SourceItem } from '../source-connector.ts';
import { BoundedWork } from './bounded-work.ts';
import { checkKey, shownKey } from './item-key.ts';
import type { RunLog } from './run-log.ts';
import { sourceFailure } from './source-failure.ts';
import type { TakeIn } from './take-in.ts';

/** Listed things that are compared with what is stored in one statement. */
const batchSize = 100;
/** A slow listing shows what it has found so far. */
const batchMs = 2000;
const readsAtOnce = 4;
/** What a thing of unknown size is taken for. */
const assumedBytes = 4 * 1024 * 1024;
/** Reads that fail one after the other for want of the source: the rest would as well. */
const mostUnreachable = 20;

interface Dependencies {
  readonly items: SourceItemRepository;
  readonly takeIn: Pick<TakeIn, 'execute'>;
  readonly limits: { readonly fileBytes: number };
}

export interface ReadInput {
  readonly source: StoredSource;
  readonly run: OwnRun;
  readonly log: RunLog;
  readonly listing: AsyncIterable<ListedItem>;
  readonly signal: AbortSignal;
}

/** Goes through a listing and brings in what is new or has changed, a bounded part of it at once. */
export class ReadListing {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws RunLost, or MingdaError what the listing throws, `SOURCE_UNAVAILABLE` when reads keep failing */
  async execute(input: ReadInput): Promise<void> {
    const { listing, signal, log } = input;
    let batch = new Map<string, ListedItem>();
    let begun = Date.now();
    for await (const item of listing) {
      signal.throwIfAborted();
      const key = acceptedKey(item, log);
      if (key === undefined || batch.has(key)) continue;
      batch.set(key, item);
      if (batch.size < batchSize && Date.now() - begun < batchMs) continue;
      await this.#take(batch, input);
      batch = new Map();
      begun = Date.now();
    }
    await this.#take(batch, input);
  }

  async #take(batch: ReadonlyMap<string, ListedItem>, input: ReadInput): Promise<void> {
    const { items } = this.#dependencies;
    const { source, run, log } = input;
    const stored = await items.known(source.id, [...batch.keys()]);
    const fresh = [...batch.values()].filter((it) => stored.get(it.key)?.seen !== run.attempt);
    if (fresh.length > 0) {
      await items.see(
        { source, runId: run.id, attempt: run.attempt },
        fresh.map((it) => ({ key: it.key, url: 'read' in it ? it.url : undefined })),
      );
    }
    const changed: SourceItem[] = [];
    for (const item of fresh) {
      log.counts.listed += 1;
      const known = stored.get(item.key);
      if ('error' in item) log.fail({ key: item.key, failure: sourceFailure(item.error) });
      else if (known?.fingerprint !== item.fingerprint || item.fingerprint === '') changed.push(item);
      else if (known.failure !== null) log.fail({ key: item.key, failure: known.failure });
    }
    log.counts.changed += changed.length;
    await log.write();
    await this.#takeIn(changed, input);
    await log.write();
  }

  async #takeIn(changed: readonly SourceItem[], { source, log, signal }: ReadInput): Promise<void> {
    const { takeIn, limits } = this.#dependencies;
    const bounded = new BoundedWork({ count: readsAtOnce, bytes: limits.fileBytes });
    let unreachable = 0;
    let fault: { readonly error: unknown } | undefined;
    const one = async (item: SourceItem): Promise<void> => {
      // After a fault nothing more is begun, and what runs is waited for: nobody reads on after the cleanup.
      if (fault !== undefined) return;
      try {
        signal.throwIfAborted();
        const taken = await takeIn.execute(source, item, signal);
        log.counts.accepted += taken.accepted;
        log.counts.deleted += taken.deleted;
        log.fail(...taken.failures);
        unreachable = taken.unreachable ? unreachable + 1 : 0;
        if (unreachable >= mostUnreachable) throw new MingdaError('SOURCE_UNAVAILABLE', { subject: source.name });
        await log.tick();
      } catch (error) {
        fault ??= { error };
      }
    };
    await Promise.all(changed.map((item) => bounded.run(item.bytes ?? assumedBytes, () => one(item))));
    if (fault !== undefined) throw (fault as { error: unknown }).error;
  }
}

/** The key, unless it cannot be one; that is noted then. */
function acceptedKey({ key }: ListedItem, log: RunLog): string | undefined {
  try {
    checkKey(key);
    return key;
  } catch (error) {
    if (!(error instanceof MingdaError)) throw error;
    log.counts.listed += 1;
    log.fail({ key: shownKey(key), failure: sourceFailure(error) });
    return undefined;
  }
}
