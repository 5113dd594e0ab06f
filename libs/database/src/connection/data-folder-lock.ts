import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MingdaError } from '@mingda/platform';

const SQLITE_BUSY = 5;

/**
 * Keeps a second process out of a data folder: the embedded database does not lock it, and two writers lose rows.
 *
 * The lock is the operating system's, taken through SQLite's exclusive transaction on an empty file. The kernel drops
 * it with the process, so a crash leaves nothing stale. A file holding a process id was rejected: ids repeat (every
 * container's first process has id 1) and mean nothing to a second container on the same volume.
 */
export class DataFolderLock {
  readonly #lock: DatabaseSync;

  private constructor(lock: DatabaseSync) {
    this.#lock = lock;
  }

  /** @throws MingdaError `DATA_DIRECTORY_LOCKED` when another process, or this one, holds the folder */
  static acquire(dataDir: string): DataFolderLock {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const owner = join(dataDir, 'database.owner');
    try {
      const lock = new DatabaseSync(join(dataDir, 'database.lock'), { timeout: 0 });
      lock.exec('begin exclusive');
      writeFileSync(owner, `${String(process.pid)}\n`, { mode: 0o600 });
      return new DataFolderLock(lock);
    } catch (error) {
      if (!isBusy(error)) throw error;
      throw new MingdaError('DATA_DIRECTORY_LOCKED', {
        subject: dataDir,
        detail: `process ${ownerOf(owner)} holds the folder`,
        fixes: [
          'stop the other process',
          'choose another folder with MINGDA_DATA_DIR or --data',
          'use a PostgreSQL server: MINGDA_DATABASE_URL',
        ],
        cause: error,
      });
    }
  }

  release(): void {
    this.#lock.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
