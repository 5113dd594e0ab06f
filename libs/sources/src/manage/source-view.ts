import type { Source, SourceRun } from '@mingda/contracts';
import type { StoredSource } from '@mingda/database';

/** A source as people see it, without anything secret. */
export function sourceView(stored: StoredSource, lastRun: SourceRun | null): Source {
  return {
    id: stored.id,
    collectionId: stored.collectionId,
    name: stored.name,
    kind: stored.place.kind,
    place: stored.place,
    storedSecrets: [...stored.secretNames],
    schedule: stored.schedule,
    enabled: stored.enabled,
    removing: stored.removing,
    nextDueAt: stored.nextDueAt?.toISOString() ?? null,
    documents: stored.documents,
    lastRun,
    createdAt: stored.createdAt.toISOString(),
  };
}
