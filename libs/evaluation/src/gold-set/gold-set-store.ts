import type { Database, GoldItemRepository, GoldSetRepository } from '@mingda/database';

/** Where stored gold sets are kept. */
export interface GoldSetStore {
  readonly database: Pick<Database, 'transaction'>;
  readonly sets: GoldSetRepository;
  readonly items: GoldItemRepository;
}
