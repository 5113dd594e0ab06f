/**
 * Who asks and what that caller may read. Every repository method that reads content takes one first.
 * `collectionIds` undefined means every collection of the tenant.
 */
export interface AccessScope {
  readonly tenantId: string;
  readonly collectionIds?: readonly string[];
}

export const principalKinds = ['admin', 'integration'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** The authenticated caller of the HTTP door or of the command line. */
export interface Principal {
  readonly kind: PrincipalKind;
  readonly keyId: string;
  readonly name: string;
  readonly scope: AccessScope;
}
