import type { PulledKind, SourceSecrets, SourceSettings } from '@mingda/contracts';
import type { Logger, MingdaError } from '@mingda/platform';

/** One thing that a source holds and that becomes a document, or several when it is an archive. */
export interface SourceItem {
  /**
   * The same as long as the thing is: a path, an address, a message id. At most 1000 characters, no control characters;
   * the engine refuses others by item.
   */
  readonly key: string;
  /** With the extension that tells the format where the bytes do not. */
  readonly fileName: string;
  /** Etag, modification time with size, or checksum, at most 500 characters: equal means that it is not read again. */
  readonly fingerprint: string;
  readonly title?: string;
  /** Where a person finds the original. */
  readonly url?: string;
  readonly modifiedAt?: Date;
  /** Where the listing tells it: what is too large is then not read at all. */
  readonly bytes?: number;
  /**
   * The content, whole. Called for new and changed items alone, several at once, perhaps never, and also shortly after
   * the listing has ended; never after the cleanups of `atEnd` have begun.
   * @throws MingdaError at this item's cost alone: `FILE_TOO_LARGE` beyond `limits.fileBytes` (stop reading there),
   * `SOURCE_ITEM_GONE` when it vanished since it was listed, `SOURCE_UNAVAILABLE` and others of the catalogue
   */
  read(signal: AbortSignal): Promise<Uint8Array>;
}

/** Something that is there and cannot be taken in. Its document, if there is one, stays as it is. */
export interface FailedItem {
  readonly key: string;
  readonly error: MingdaError;
}

export type ListedItem = SourceItem | FailedItem;

export interface ListingContext<K extends PulledKind> {
  readonly settings: SourceSettings<K>;
  /** Decrypted; never logged, never on a command line. */
  readonly secrets: SourceSecrets<K>;
  /** Ends the listing and every read. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly limits: { readonly fileBytes: number };
  /** What `keepState` was last given in a listing that ended well; null at first. */
  readonly state: unknown;
  /** Keeps a JSON value for the next listing, at most 4 MB as text. Stored only when this listing ends well. */
  keepState(state: unknown): void;
  /** What has to be closed or removed (connections, temporary folders): called once, when nothing is read any more. */
  atEnd(cleanup: () => Promise<void>): void;
  /** The fingerprint under which an item was last taken in, for conditional requests. */
  fingerprintOf(key: string): Promise<string | undefined>;
}

/**
 * A way to read one kind of source. One instance serves all sources of its kind at once and keeps nothing of its own
 * between calls.
 */
export interface SourceConnector<K extends PulledKind> {
  readonly kind: K;
  /**
   * Everything that the source holds now, in any order, each key once. What is not in a listing that ends well has
   * vanished, and its document is deleted; so when anything could not be listed, throw, and nothing is deleted. A
   * listing may be left early, as the connection test does after the first items.
   * @throws MingdaError `SOURCE_UNAVAILABLE` (tried again), `SOURCE_DENIED` (credentials, rights), `SOURCE_NOT_THERE`
   * (bucket, folder, branch), `SOURCE_SETTINGS_INVALID`, `SOURCE_FORBIDDEN` (the operator does not allow this target),
   * `TARGET_FORBIDDEN` (private address)
   */
  list(context: ListingContext<K>): AsyncIterable<ListedItem>;
}
