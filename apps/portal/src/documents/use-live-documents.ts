import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { watchDocuments } from '../api/client.generated.ts';
import { applyVersion, documentsKey } from './document-queries.ts';
import { isBusy } from './version-states.ts';

/**
 * Follows the progress of a collection's documents and writes it into the cached lists.
 * Returns whether the stream is connected; while it is not, the caller polls.
 */
export function useLiveDocuments(collectionId: string): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    const follow = async () => {
      const events = watchDocuments({ collectionId }, { signal: leaving.signal, onConnection: setConnected });
      for await (const version of events) {
        const known = applyVersion(client, collectionId, version);
        // A finished version changes counts and titles as well, which the event does not carry.
        if (known && isBusy(version.state)) continue;
        void client.invalidateQueries({ queryKey: documentsKey(collectionId) });
        void client.invalidateQueries({ queryKey: ['collections'] });
      }
    };
    follow().catch(() => setConnected(false));
    return () => leaving.abort();
  }, [client, collectionId]);
  return connected;
}
