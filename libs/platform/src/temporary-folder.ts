import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Start times of a process and birth times of folders come from two clocks. */
const clockSlackMs = 1000;
const swept = new Set<string>();

/**
 * A folder of this process under the system's temporary one; whoever asked for it deletes it. What processes of this
 * machine left behind because they were killed goes when a folder for the same purpose is made for the first time: the
 * names carry machine and process.
 * @param purpose lower-case letters and hyphens; never the beginning of another purpose with a hyphen after it
 * @returns its path; only this user may read it
 */
export async function temporaryFolder(purpose: string): Promise<string> {
  const prefix = `mingda-${purpose}-${machineName()}-`;
  if (!swept.has(purpose)) {
    swept.add(purpose);
    await sweep(prefix);
  }
  return mkdtemp(join(tmpdir(), `${prefix}${String(process.pid)}-`));
}

/** Process numbers say something only on the machine that gave them; containers share folders, not names. */
function machineName(): string {
  return hostname().replaceAll(/[^\w]/g, '_');
}

async function sweep(prefix: string): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const [, pid] = /^(\d+)-\w+$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    // Another user's folder, or one that somebody else has just deleted, is not ours to worry about.
    if (await isLeftOver(path, Number(pid))) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftOver(path: string, pid: number): Promise<boolean> {
  if (pid !== process.pid) return !isAlive(pid);
  // In a container every start may have the same number.
  const started = Date.now() - process.uptime() * 1000;
  const made = await stat(path).catch(() => undefined);
  return made !== undefined && made.birthtimeMs < started - clockSlackMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
