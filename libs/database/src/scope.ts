import type { AccessScope } from '@mingda/contracts';
import { In, type FindOperator } from 'typeorm';

/** Whether the scope reaches a collection of its tenant. */
export function reaches(scope: AccessScope, collectionId: string): boolean {
  return scope.collectionIds === undefined || scope.collectionIds.includes(collectionId);
}

/** The scope as a `where` of an entity with `tenantId` and `collectionId`. */
export function scoped(scope: AccessScope): { tenantId: string; collectionId?: FindOperator<string> } {
  if (scope.collectionIds === undefined) return { tenantId: scope.tenantId };
  return { tenantId: scope.tenantId, collectionId: In([...scope.collectionIds]) };
}

/**
 * The scope as SQL over one table. Parameter `$1` is the tenant and `$2` the allowed collections, null for every one:
 * statements put `scopeParameters` first.
 */
export function scopeSql(table: string): string {
  return `${table}.tenant_id = $1 and ($2::uuid[] is null or ${table}.collection_id = any($2))`;
}

export function scopeParameters(scope: AccessScope): [tenantId: string, collectionIds: readonly string[] | null] {
  return [scope.tenantId, scope.collectionIds ?? null];
}
