import { createHash } from 'node:crypto';
import type { Pool, QueryResult } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/**
 * Statements on every asker's way, named by their text: each connection parses them once and, where the planner finds a plan for
 * any parameters as good, plans them no more. A name stays in the memory of every connection, so that texts that vary
 * without bound, such as those with a filter, are no business of this.
 */
export class PreparedStatements {
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();

  constructor(dataSource: DataSource) {
    this.#pool = (dataSource.driver as PostgresDriver).master as Pool;
  }

  /** @returns the rows; errors are those of the driver */
  async run<T extends object>(sql: string, parameters: unknown[]): Promise<T[]> {
    const { rows }: QueryResult<T> = await this.#pool.query<T>({
      name: this.#nameOf(sql),
      text: sql,
      values: parameters,
    });
    return rows;
  }

  #nameOf(sql: string): string {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    const name = `mingda_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
    this.#names.set(sql, name);
    return name;
  }
}
