import 'reflect-metadata';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from '@mingda/migrations';
import { MingdaError, type Logger } from '@mingda/platform';
import { EmbeddedServer } from './connection/embedded-server.ts';
import { notifySql, ProgressChannel, type ProgressHint, type ProgressListener } from './connection/progress-channel.ts';
import { runPrepared } from './connection/prepared-statements.ts';
import { withSessionSettings } from './connection/server-connection.ts';
import { TransactionGuard } from './connection/transaction-guard.ts';
import { entities } from './entities/entities.ts';

export interface DatabaseOptions {
  /** A PostgreSQL server with pgvector; the embedded database in `dataDir` when absent. */
  readonly url?: string | undefined;
  /** Connections of the pool; the embedded database always has one. */
  readonly pool?: number | undefined;
  readonly dataDir: string;
  readonly logger: Logger;
}

const DEFAULT_POOL = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** Any constant serves, as long as every process takes the same one while it migrates. */
const MIGRATION_LOCK = 7_263_001;

interface Parts {
  readonly dataSource: DataSource;
  readonly progress: ProgressChannel;
  readonly guard: TransactionGuard;
  readonly embedded: EmbeddedServer | undefined;
  readonly url: string | undefined;
}

/** One database, embedded or on a server: the same migrations, entities and SQL run on both. */
export class Database {
  readonly kind: 'embedded' | 'server';
  readonly dataSource: DataSource;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.kind = parts.embedded === undefined ? 'server' : 'embedded';
    this.dataSource = parts.dataSource;
    this.#parts = parts;
  }

  /** @throws MingdaError `DATABASE_UNAVAILABLE` or `DATA_DIRECTORY_LOCKED` */
  static async open(options: DatabaseOptions): Promise<Database> {
    const guard = new TransactionGuard();
    if (options.url !== undefined) {
      const url = withSessionSettings(options.url);
      const pool = options.pool ?? DEFAULT_POOL;
      const dataSource = await connect({
        ...common,
        url,
        poolSize: pool,
        connectTimeoutMS: CONNECT_TIMEOUT_MS,
        poolErrorHandler: logPool(options.logger),
      });
      const progress = new ProgressChannel({ url, logger: options.logger });
      return new Database({ dataSource, progress, guard, embedded: undefined, url });
    }
    const embedded = await EmbeddedServer.start(options.dataDir, options.logger);
    try {
      const extra = { stream: embedded.connect, idleTimeoutMillis: 0 };
      const dataSource = await connect({
        ...common,
        username: 'postgres',
        database: 'postgres',
        poolSize: 1,
        extra,
        poolErrorHandler: logPool(options.logger),
      });
      guard.protect(dataSource);
      const progress = new ProgressChannel({ url: undefined, logger: options.logger });
      return new Database({ dataSource, progress, guard, embedded, url: undefined });
    } catch (error) {
      await embedded.close();
      throw error;
    }
  }

  /** Brings the schema up to date; safe from several processes at once. @returns the names of the migrations applied */
  async migrate(): Promise<string[]> {
    const apply = async (): Promise<string[]> => {
      const applied = await this.dataSource.runMigrations({ transaction: 'each' });
      return applied.map((migration) => migration.name);
    };
    if (this.#parts.url === undefined) return apply();
    const client = new pg.Client({ connectionString: this.#parts.url, statement_timeout: 0 });
    await client.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
      return await apply();
    } finally {
      await client.end();
    }
  }

  /**
   * One statement outside of any transaction that is parsed once for each connection: for those on every asker's or every document's way.
   * Their texts must be few; a text that varies goes through `dataSource`, and inside a transaction it is `runPrepared`.
   */
  async ask<T extends object>(sql: string, parameters: unknown[]): Promise<T[]> {
    if (this.kind === 'embedded') this.#parts.guard.check();
    return runPrepared<T>(this.dataSource, sql, parameters);
  }

  /** Runs `work` in one transaction; every statement inside must go through the manager that it is given. */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((tx) => this.#parts.guard.inside(() => work(tx)));
  }

  /** Hints about progress, from every process on a server. @returns a function that removes the listener */
  onProgress(listener: ProgressListener): () => void {
    return this.#parts.progress.listen(listener);
  }

  /** Announces a hint. On a server it is sent when `manager`'s transaction commits. */
  async notifyProgress(hint: ProgressHint, manager: EntityManager): Promise<void> {
    if (this.kind === 'embedded') this.#parts.guard.outside(() => this.#parts.progress.emit(hint));
    else await runPrepared(manager, notifySql, [JSON.stringify(hint)]);
  }

  /** @throws MingdaError `DATABASE_UNAVAILABLE` */
  async ping(): Promise<void> {
    try {
      await this.dataSource.query('select 1');
    } catch (error) {
      throw unavailable(error);
    }
  }

  async close(): Promise<void> {
    await this.#parts.progress.close();
    await this.dataSource.destroy();
    await this.#parts.embedded?.close();
  }
}

const common = {
  type: 'postgres',
  entities: [...entities],
  migrations: [...migrations],
  migrationsTableName: 'migration',
  installExtensions: false,
  logging: false,
} satisfies PostgresDataSourceOptions;

async function connect(options: PostgresDataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw unavailable(error);
  }
}

function logPool(logger: Logger): (error: unknown) => void {
  return (error) => logger.warn({ err: error }, 'a database connection broke; the pool opens another');
}

function unavailable(error: unknown): MingdaError {
  if (error instanceof MingdaError) return error;
  return new MingdaError('DATABASE_UNAVAILABLE', {
    detail: error instanceof Error ? error.message : String(error),
    fixes: [
      'check that PostgreSQL runs and MINGDA_DATABASE_URL points to it',
      'unset MINGDA_DATABASE_URL to use the embedded database',
    ],
    cause: error,
  });
}
