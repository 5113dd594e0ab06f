export { AccessControl, type CreatedKey } from './access-control.ts';
export { requireAdmin } from './require-admin.ts';
