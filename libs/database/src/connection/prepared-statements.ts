import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

const names = new Map<string, string>();

/**
 * Statements on every asker's or every document's way, named by their text: each connection parses them once and, where the planner
 * finds a plan for any parameters as good, plans them no more. A name stays in the memory of every connection, so that texts that
 * vary without bound, such as those with a filter, are no business of this. Nor are those that read a table which is short one moment
 * and long the next: a plan for the short one would be kept until the table is analysed.
 * @returns the rows, of an update as of a select; errors are those of the driver
 */
export async function runPrepared<T extends object>(
  at: DataSource | EntityManager,
  sql: string,
  parameters: unknown[],
): Promise<T[]> {
  const { dataSource, client } = await sessionOf(at);
  dataSource.logger.logQuery(sql, parameters);
  const { rows }: QueryResult<T> = await client.query<T>({ name: nameOf(sql), text: sql, values: parameters });
  return rows;
}

/** The session of a transaction, or the pool, which takes any. */
async function sessionOf(
  at: DataSource | EntityManager,
): Promise<{ readonly dataSource: DataSource; readonly client: Pool | PoolClient }> {
  const dataSource = 'dataSource' in at ? at.dataSource : at;
  const runner = 'dataSource' in at ? at.queryRunner : undefined;
  if (runner !== undefined) return { dataSource, client: (await runner.connect()) as PoolClient };
  return { dataSource, client: (dataSource.driver as PostgresDriver).master as Pool };
}

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `mingda_${createHash('sha256').update(sql).digest('base64url').slice(0, 22)}`;
  names.set(sql, name);
  return name;
}
