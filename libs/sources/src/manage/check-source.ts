import type { AccessScope, SourceCheckResult, SourceConnection } from '@mingda/contracts';
import { MingdaError, type Logger } from '@mingda/platform';
import type { Connectors } from '../connectors/connectors.ts';
import type { ListedItem } from '../source-connector.ts';
import { shownKey } from '../sync/item-key.ts';
import { openListing } from '../sync/open-listing.ts';
import { sourceFailure } from '../sync/source-failure.ts';
import type { ManageSources } from './manage-sources.ts';
import type { SourceSecretStore } from './source-secret-store.ts';

interface Dependencies {
  readonly manageSources: Pick<ManageSources, 'get'>;
  readonly secrets: SourceSecretStore;
  readonly connectors: Connectors;
  readonly limits: { readonly fileBytes: number };
  readonly logger: Logger;
}

const shown = 10;
const patienceMs = 45_000;

/** Tries a connection before it is saved: what does the source show first? */
export class CheckSource {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Nothing is read or stored.
   * @param sourceId a stored source whose secrets stand in for those left out
   * @throws MingdaError what the connector throws, `SOURCE_UNAVAILABLE` when it takes too long
   */
  async execute(
    scope: AccessScope,
    input: { connection: SourceConnection; sourceId?: string | undefined },
  ): Promise<SourceCheckResult> {
    const { manageSources, secrets, connectors, limits, logger } = this.#dependencies;
    const connection =
      input.sourceId === undefined
        ? input.connection
        : await secrets.complete(await manageSources.get(scope, input.sourceId), input.connection);
    const signal = AbortSignal.timeout(patienceMs);
    const listing = openListing({
      connectors,
      connection,
      logger,
      limits,
      signal,
      state: null,
      fingerprintOf: () => Promise.resolve(undefined),
    });
    const items: SourceCheckResult['items'] = [];
    try {
      for await (const item of listing.items) {
        if (items.length === shown) return { items, more: true };
        items.push(itemView(item));
      }
      return { items, more: false };
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new MingdaError('SOURCE_UNAVAILABLE', { detail: `no answer within ${patienceMs / 1000} s`, cause: error });
    } finally {
      await listing.close();
    }
  }
}

function itemView(item: ListedItem): SourceCheckResult['items'][number] {
  const key = shownKey(item.key);
  if ('error' in item) return { key, bytes: null, failure: sourceFailure(item.error) };
  return { key, bytes: item.bytes ?? null, failure: null };
}
