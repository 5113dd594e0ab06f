import type { Principal } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';

/** @throws MingdaError `FORBIDDEN` for anyone but an administrator */
export function requireAdmin(principal: Principal): void {
  if (principal.kind !== 'admin') throw new MingdaError('FORBIDDEN', { detail: 'an administrator token is required' });
}
