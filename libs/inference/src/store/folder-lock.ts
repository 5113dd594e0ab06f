import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const retryMs = 200;
const heartbeatMs = 2_000;
const staleMs = 20_000;

/**
 * Runs the work while no other process holds the same lock file. The holder touches the file; one that has not been
 * touched for a while belonged to a process that died. Two heirs at the same instant may both win: the work must be
 * safe then, the lock only saves doing it twice.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await take(file);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The folder may have been removed under us; the work will say so better.
    utimes(file, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<void> {
  while (!(await create(file))) {
    if (!(await evictStale(file))) await sleep(retryMs);
  }
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function evictStale(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs < staleMs) return false;
    const evicted = `${file}.${process.pid}.stale`;
    await rename(file, evicted);
    await rm(evicted, { force: true });
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
