import type { AccessScope } from '@mingda/contracts';

/** The caller's scope, narrowed to the collection in the address: what lies in another one is not found there. */
export function withinCollection({ tenantId, collectionIds }: AccessScope, collectionId: string): AccessScope {
  const reached = collectionIds === undefined || collectionIds.includes(collectionId);
  return { tenantId, collectionIds: reached ? [collectionId] : [] };
}
