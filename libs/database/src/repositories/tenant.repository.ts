import type { Database } from '../database.ts';
import { TenantEntity } from '../entities/tenant.entity.ts';

const DEFAULT_TENANT = 'default';

export class TenantRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The tenant of an installation that has only one. @returns its id */
  async ensureDefault(): Promise<string> {
    const { manager } = this.#database.dataSource;
    await manager.query('insert into tenant (name) values ($1) on conflict (name) do nothing', [DEFAULT_TENANT]);
    const tenant = await manager.findOneByOrFail(TenantEntity, { name: DEFAULT_TENANT });
    return tenant.id;
  }
}
