import type { AccessScope } from '@mingda/contracts';
import type { StoredSource } from '@mingda/database';

/** A source reaches its own collection and nothing else. */
export function scopeOf({ tenantId, collectionId }: Pick<StoredSource, 'tenantId' | 'collectionId'>): AccessScope {
  return { tenantId, collectionIds: [collectionId] };
}
