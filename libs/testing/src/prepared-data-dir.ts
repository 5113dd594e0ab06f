import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@mingda/database';
import { createLogger } from '@mingda/platform';

const logger = createLogger({ logLevel: 'silent' }, 'test');
/** The part of a data folder that the embedded database is in. */
const databaseFolder = 'postgres';
const migrationsFolder = join(import.meta.dirname, '..', '..', '..', 'migrations', 'src');

/**
 * A new data folder with an embedded database that is empty and migrated. It is a copy of one that is made once in a run
 * of tests: making one takes 6 s of processor time, opening a copy 0.7 s. What a first start does is for tests that begin
 * with an empty folder.
 */
export async function preparedDataDir(name: string): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), `mingda-${name}-`));
  // Only the folder of a run ends with the run: elsewhere patterns would pile up.
  if (!tmpdir().includes('mingda-tests-')) return dataDir;
  const pattern = join(tmpdir(), `mingda-prepared-${await migrationsHash()}`);
  if (!existsSync(pattern)) await makePattern(pattern);
  await cp(join(pattern, databaseFolder), join(dataDir, databaseFolder), { recursive: true });
  return dataDir;
}

/** A run that watches the sources goes on when a migration is edited. */
async function migrationsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(migrationsFolder)).toSorted()) {
    hash.update(name).update(await readFile(join(migrationsFolder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Under another name first: a test beside this one may make it too, and copies only a whole one. */
async function makePattern(pattern: string): Promise<void> {
  const made = await mkdtemp(`${pattern}-`);
  const database = await Database.open({ dataDir: made, logger });
  await database.migrate();
  await database.close();
  await rename(made, pattern).catch(async (error: unknown) => {
    await rm(made, { recursive: true, force: true });
    if (!existsSync(pattern)) throw error;
  });
}
