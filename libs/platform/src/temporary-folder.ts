import { lstat, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Start times of a process and birth times of folders come from two clocks. */
const clockSlackMs = 1000;
/** Of a folder's mode: others may write in it; they may not take away what is not theirs, as in the system's own. */
const [writableByOthers, sticky] = [0o022, 0o1000];
const sweeps = new Map<string, Promise<void>>();

/**
 * A folder of this process under the system's temporary one; whoever asked for it deletes it. What processes of this
 * user left behind because they were killed goes when this process makes its first folder for the same purpose: the names
 * carry machine, process namespace and process, and what another namespace left stays. A sweep that fails fails nothing.
 * @param purpose lower-case letters and hyphens; never the beginning of another purpose with a hyphen after it
 * @returns its path; only this user may read it
 */
export async function temporaryFolder(purpose: string): Promise<string> {
  const prefix = `mingda-${purpose}-${machineName()}-${await processNamespace()}-`;
  let sweeping = sweeps.get(purpose);
  if (sweeping === undefined) {
    sweeping = sweep(prefix).catch(() => undefined);
    sweeps.set(purpose, sweeping);
  }
  await sweeping;
  return mkdtemp(join(tmpdir(), `${prefix}${String(process.pid)}-`));
}

function machineName(): string {
  return hostname().replaceAll(/[^\w]/g, '_');
}

/** Process numbers say something only where they were given; containers may share folders and the machine's name. */
async function processNamespace(): Promise<string> {
  const link = await readlink('/proc/self/ns/pid').catch(() => '');
  return /\d+/.exec(link)?.[0] ?? '0';
}

async function sweep(prefix: string): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const [, pid] = /^(\d+)-\w+$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    // One that somebody else has just deleted is not ours to worry about.
    if (await isLeftOver(path, Number(pid))) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Anybody can put something under such a name. Only a folder of this user counts, and only one that is not open to others,
 * who could have moved it here.
 */
async function isLeftOver(path: string, pid: number): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) return false;
  if (process.getuid !== undefined && found.uid !== process.getuid()) return false;
  if ((found.mode & writableByOthers) !== 0 && (found.mode & sticky) === 0) return false;
  if (pid !== process.pid) return !isAlive(pid);
  // In a container every start may have the same number. Some file systems do not know when a folder was made.
  const started = Date.now() - process.uptime() * 1000;
  return found.birthtimeMs > 0 && found.birthtimeMs < started - clockSlackMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
