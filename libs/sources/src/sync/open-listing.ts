import type { PulledKind, SourceConnection } from '@mingda/contracts';
import { MingdaError, type Logger } from '@mingda/platform';
import type { Connectors } from '../connectors/connectors.ts';
import type { ListedItem, ListingContext, SourceConnector } from '../source-connector.ts';

const mostStateCharacters = 4 * 1024 * 1024;

interface Given {
  readonly connectors: Connectors;
  readonly connection: SourceConnection;
  readonly logger: Logger;
  readonly limits: { readonly fileBytes: number };
  readonly signal: AbortSignal;
  readonly state: unknown;
  readonly fingerprintOf: (key: string) => Promise<string | undefined>;
}

export interface OpenedListing {
  readonly items: AsyncIterable<ListedItem>;
  /** What is to be kept for the next listing; undefined when nothing was given. */
  keptState(): unknown;
  /** Closes what the connector has opened. Errors are logged. */
  close(): Promise<void>;
}

/** Begins to list a source. @throws MingdaError `SOURCE_SETTINGS_INVALID` for one that is pushed to */
export function openListing(given: Given): OpenedListing {
  const { connection, connectors, logger, fingerprintOf, ...rest } = given;
  if (connection.kind === 'push') {
    throw new MingdaError('SOURCE_SETTINGS_INVALID', { detail: 'a push source has nothing to be read' });
  }
  const cleanups: (() => Promise<void>)[] = [];
  let kept: unknown;
  const context: Omit<ListingContext<PulledKind>, 'settings' | 'secrets'> = {
    ...rest,
    logger,
    fingerprintOf,
    keepState(state) {
      const text = JSON.stringify(state);
      if (text.length > mostStateCharacters) {
        throw new MingdaError('SOURCE_SETTINGS_INVALID', { detail: 'the source is too large to be kept in step with' });
      }
      kept = state;
    },
    atEnd: (cleanup) => void cleanups.push(cleanup),
  };
  const connector = connectors[connection.kind] as SourceConnector<PulledKind>;
  return {
    items: connector.list({ ...context, settings: connection.settings, secrets: connection.secrets }),
    keptState: () => kept,
    async close() {
      for (const cleanup of cleanups.toReversed()) {
        await cleanup().catch((error: unknown) => logger.warn({ err: error }, 'a source could not be closed'));
      }
    },
  };
}
