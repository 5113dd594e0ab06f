import { Database } from '@mingda/database';
import type { Logger } from '@mingda/platform';
import { randomBytes } from 'node:crypto';

export interface BenchDatabase {
  /** The address of a database of its own on the same server. */
  readonly url: string;
  /** Drops a database that was given no name. */
  close(): Promise<void>;
}

/** A database for one benchmark beside the one that the address names, which stays untouched. */
export async function benchDatabase(
  url: string,
  { name, logger }: { readonly name: string | undefined; readonly logger: Logger },
): Promise<BenchDatabase> {
  const own = name ?? `mingda_bench_${randomBytes(4).toString('hex')}`;
  const run = async (sql: string, parameters?: unknown[]): Promise<unknown[]> => {
    const home = await Database.open({ url, pool: 1, dataDir: '', logger });
    try {
      return await home.dataSource.query<unknown[]>(sql, parameters);
    } finally {
      await home.close();
    }
  };
  const existed = (await run('select 1 from pg_database where datname = $1', [own])).length > 0;
  const quoted = `"${own.replaceAll('"', '""')}"`;
  if (!existed) await run(`create database ${quoted}`);
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(own)}`;
  return {
    url: address.href,
    close: async () => {
      if (name === undefined) await run(`drop database ${quoted} with (force)`);
    },
  };
}
