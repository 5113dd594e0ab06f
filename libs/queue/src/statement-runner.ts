import type { DataSource, EntityManager } from 'typeorm';
import { MingdaError } from '@mingda/platform';

/** What pg-boss asks of a database. */
export interface StatementRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The part of a node-postgres client that is used; a text of several statements answers with several results. */
interface Client {
  query(text: string, values?: unknown[]): Promise<Result | Result[]>;
}

interface Result {
  readonly rows?: Record<string, unknown>[];
}

/** Each text on a connection of the pool, so that it never joins a transaction that someone else has open. */
export function poolRunner(dataSource: DataSource): StatementRunner {
  return {
    async executeSql(text, values) {
      const runner = dataSource.createQueryRunner();
      try {
        const client = (await runner.connect()) as Client;
        try {
          return await execute(client, text, values);
        } catch (error) {
          // The text may have begun a transaction of its own, which must not stay on the pooled connection.
          await client.query('rollback').catch(() => undefined);
          throw error;
        }
      } finally {
        await runner.release();
      }
    },
  };
}

/** Each text inside the given transaction. */
export function transactionRunner(tx: EntityManager): StatementRunner {
  return {
    async executeSql(text, values) {
      if (tx.queryRunner === undefined)
        throw new MingdaError('INTERNAL', { detail: 'tx is not the entity manager of a transaction' });
      return execute((await tx.queryRunner.connect()) as Client, text, values);
    },
  };
}

async function execute(client: Client, text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }> {
  const result = await client.query(text, values);
  const results = Array.isArray(result) ? result : [result];
  return { rows: results.flatMap((one) => one.rows ?? []) };
}
