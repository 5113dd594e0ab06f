import { createLogger } from '@mingda/platform';
import type { PulledKind, SourceSecrets, SourceSettings } from '@mingda/contracts';
import type { FailedItem, ListedItem, ListingContext, SourceItem } from '../src/source-connector.ts';

interface Given<K extends PulledKind> {
  readonly settings: SourceSettings<K>;
  readonly secrets: SourceSecrets<K>;
}

/** What the engine hands to a connector, for a source that was never read before. */
export function contextOf<K extends PulledKind>(given: Given<K>): ListingContext<K> {
  return {
    ...given,
    signal: new AbortController().signal,
    logger: createLogger({ logLevel: 'silent' }, 'test'),
    limits: { fileBytes: 1024 * 1024 },
    state: null,
    keepState: () => undefined,
    atEnd: () => undefined,
    fingerprintOf: async () => undefined,
  };
}

/** A whole listing. */
export async function entriesOf(listing: AsyncIterable<ListedItem>): Promise<ListedItem[]> {
  const entries: ListedItem[] = [];
  for await (const entry of listing) entries.push(entry);
  return entries;
}

/** What may be read of a whole listing. */
export async function itemsOf(listing: AsyncIterable<ListedItem>): Promise<SourceItem[]> {
  return (await entriesOf(listing)).filter((it): it is SourceItem => 'read' in it);
}

/** Keys and codes of what could not be taken in. */
export function failuresOf(entries: readonly ListedItem[]): [key: string, code: string][] {
  return entries.filter((it): it is FailedItem => 'error' in it).map((it) => [it.key, it.error.code]);
}
