import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { temporaryFolder } from '@mingda/platform';
import { sandboxScript } from './sandbox-script.ts';

export interface SandboxLimits {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  /** Of writable memory, for each process. */
  readonly memoryBytes: number;
  /** Processes and threads together. */
  readonly processes: number;
  /** Of standard output and of standard error, each. */
  readonly outputBytes: number;
}

export interface SandboxCommand {
  /** Folder that the program sees as /sandbox/program, read-only. */
  readonly folder: string;
  /** Files and folders of the interpreter, shown read-only at their own place. */
  readonly interpreter: readonly string[];
  readonly command: readonly string[];
}

export interface SandboxResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Which limit of this process ended it; those of the kernel show as a signal or an error of the program. */
  readonly ended: 'time' | 'output' | null;
}

/** Users that exist nowhere, another for each run: the kernel counts processes by user. */
const firstUid = 1_000_000_000;
const uids = 1_000_000;
let runs = 0;

function freshUid(): string {
  runs += 1;
  return String(firstUid + ((process.pid * 1000 + runs) % uids));
}
const fileBytes = 4 * 1024 * 1024;

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

/**
 * The child of `unshare` is the first process of the PID namespace: the kernel ends all others with it, also those that
 * have left the process group.
 */
function killNamespace(unshare: number): void {
  const children = `/proc/${unshare}/task/${unshare}/children`;
  for (const child of existsSync(children) ? readFileSync(children, 'utf8').trim().split(' ') : []) {
    if (child !== '') kill(Number(child));
  }
  kill(-unshare);
}

function unshareOptions(asRoot: boolean): string[] {
  const spaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];
  return asRoot ? spaces : ['--user', '--map-root-user', ...spaces];
}

/**
 * Runs a command with namespaces of its own (files, network, processes), without any right, within limits. An empty
 * environment, no standard input. Everything it started has ended when this returns.
 */
export async function runInSandbox(
  { folder, interpreter, command }: SandboxCommand,
  limits: SandboxLimits,
): Promise<SandboxResult> {
  const root = await temporaryFolder('sandbox');
  const asRoot = process.getuid?.() === 0;
  const kernelLimits = [
    `--cpu=${limits.cpuSeconds}`,
    `--data=${limits.memoryBytes}`,
    `--nproc=${limits.processes}`,
    `--fsize=${fileBytes}`,
    '--nofile=128',
    '--core=0',
  ];
  const child = spawn(
    // The kernel ends it when this process ends, however that happens; the script says the same for the program.
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'unshare',
      ...unshareOptions(asRoot),
      '/bin/sh',
      '-eu',
      '-c',
      sandboxScript,
      'sandbox',
      root,
      folder,
      asRoot ? freshUid() : '',
      interpreter.join(':'),
      ...kernelLimits,
      '--',
      ...command,
    ],
    { detached: true, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' },
  );
  let ended: SandboxResult['ended'] = null;
  const end = (why: 'time' | 'output'): void => {
    ended ??= why;
    if (child.pid !== undefined) killNamespace(child.pid);
  };
  const collect = (stream: NodeJS.ReadableStream): (() => string) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    stream.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > limits.outputBytes) end('output');
      else pieces.push(piece);
    });
    return () => Buffer.concat(pieces).toString('utf8');
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const timer = setTimeout(() => end('time'), limits.wallMs);
  try {
    const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, by) => resolve([code, by]));
    });
    return { exitCode, signal, stdout: stdout(), stderr: stderr(), ended };
  } finally {
    clearTimeout(timer);
    await rm(root, { recursive: true, force: true });
  }
}
