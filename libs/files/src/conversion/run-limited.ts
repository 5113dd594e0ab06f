import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MingdaError } from '@mingda/platform';

export interface RunLimits {
  readonly timeoutMs: number;
  /** Address space. */
  readonly memoryMb: number;
  /** Largest file that may be written. */
  readonly fileBytes: number;
}

interface Run {
  /** Working folder, and home of the program. */
  readonly folder: string;
  readonly limits: RunLimits;
  readonly signal: AbortSignal | undefined;
}

/** Sets limits for itself and becomes the program, without a network where the system lets it. */
const wrapper = `ulimit -v "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; ulimit -c 0 2>/dev/null; shift 2
if unshare --net --map-root-user true 2>/dev/null; then exec unshare --net --map-root-user "$@"; fi
exec "$@"`;
const notFound = 127;
const notAllowed = 126;

/**
 * Runs a program in a process group of its own, with an environment that names nothing of ours, and ends the whole
 * group at the limit of time or when called off. On Windows there are no limits of memory and files.
 * @throws MingdaError `FILE_NEEDS_CONVERTER`, `PARSE_TIMEOUT`, `FILE_CORRUPT` for any other failing end; the signal's reason
 */
export async function runLimited(command: readonly string[], { folder, limits, signal }: Run): Promise<void> {
  const isWindows = process.platform === 'win32';
  const blocks = Math.ceil(limits.fileBytes / 512);
  const [program = '', ...args] = isWindows
    ? command
    : ['/bin/sh', '-c', wrapper, 'sh', String(limits.memoryMb * 1024), String(blocks), ...command];
  const child = spawn(program, args, {
    cwd: folder,
    detached: !isWindows,
    windowsHide: true,
    stdio: 'ignore',
    env: { PATH: pathOfSystem, HOME: folder, TMPDIR: folder, TMP: folder, TEMP: folder, LANG: 'C.UTF-8' },
  });
  let isLate = false;
  const end = (): void => killGroup(child);
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, limits.timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    signal?.throwIfAborted();
    if (isLate) throw new MingdaError('PARSE_TIMEOUT', { detail: `The limit is ${limits.timeoutMs / 1000} s.` });
    if (code === notFound || code === notAllowed) throw cannotStart(command[0]);
    if (code !== 0) throw new MingdaError('FILE_CORRUPT', { detail: 'The converter failed on it.' });
  } catch (error) {
    throw isMissing(error) ? cannotStart(command[0]) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    // What it left running goes with it.
    end();
  }
}

const pathOfSystem =
  process.platform === 'win32'
    ? 'C:\\Windows\\System32;C:\\Windows;C:\\Program Files\\LibreOffice\\program'
    : '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/opt/homebrew/bin:/Applications/LibreOffice.app/Contents/MacOS';

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}

function cannotStart(program: string | undefined): MingdaError {
  return new MingdaError('FILE_NEEDS_CONVERTER', {
    detail: `The program ${program ?? ''} that MINGDA_CONVERTER names cannot be started.`,
    fixes: converterFixes,
  });
}

/** What an operator can do. */
export const converterFixes: readonly string[] = [
  'save the file in the new format (.docx, .xlsx, .pptx) and upload it again',
  'install LibreOffice (Debian: libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui) and set MINGDA_CONVERTER=soffice',
];
