import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { preparedDataDir } from './prepared-data-dir.ts';

export interface OpenedDatabase {
  readonly database: Database;
  /** Data folder, for blobs and the like. */
  readonly dataDir: string;
  /** Address of the fresh database on the server; undefined when embedded. */
  readonly url: string | undefined;
  /** Closes the database and removes it with its folder. */
  readonly drop: () => Promise<void>;
}

export interface TestDatabase {
  readonly kind: 'embedded' | 'server';
  /** A fresh, migrated database. */
  readonly open: () => Promise<OpenedDatabase>;
}

/** Set by the test runner to a server that it started, or by hand. */
const SERVER_VARIABLE = 'MINGDA_TEST_DATABASE_URL';

/**
 * The kinds of database that a test runs on, for `describe.each(testDatabases())('on $kind', ...)`. Without a server
 * only the embedded one is listed; the test runner reports that as skipped.
 */
export function testDatabases(environment: Readonly<Record<string, string | undefined>> = process.env): TestDatabase[] {
  const embedded: TestDatabase = { kind: 'embedded', open: openEmbedded };
  const url = environment[SERVER_VARIABLE];
  return url === undefined || url === '' ? [embedded] : [embedded, { kind: 'server', open: () => openServer(url) }];
}

const logger = createLogger({ logLevel: 'silent' }, 'test');

async function openEmbedded(): Promise<OpenedDatabase> {
  const dataDir = await preparedDataDir('test');
  const database = await Database.open({ dataDir, logger });
  await database.migrate();
  const drop = async (): Promise<void> => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { database, dataDir, url: undefined, drop };
}

async function openServer(server: string): Promise<OpenedDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-test-'));
  const name = `mingda_test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const database = await Database.open({ url: address.href, pool: 5, dataDir, logger });
  await database.migrate();
  const drop = async (): Promise<void> => {
    await database.close();
    await administer(server, `drop database ${name} with (force)`);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { database, dataDir, url: address.href, drop };
}

async function administer(server: string, sql: string): Promise<void> {
  const database = await Database.open({ url: server, pool: 1, dataDir: tmpdir(), logger });
  try {
    await database.dataSource.query(sql);
  } finally {
    await database.close();
  }
}
