import { Foundation } from './0001-foundation.migration.ts';

/** Every migration, oldest first. */
export const migrations = [Foundation] as const;
