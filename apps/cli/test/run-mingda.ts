import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../bin/mingda.js', import.meta.url));

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The Node that starts the launcher; the one of the tests when absent. */
  readonly node?: string;
}

function start(args: readonly string[], { env = {}, node = process.execPath }: RunOptions): ChildProcess {
  return spawn(node, [launcher, ...args], {
    env: { ...process.env, MINGDA_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The built command in a process of its own, as a shell runs it. */
export async function mingda(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, stdout, stderr };
}

/** Its one JSON document; anything else on stdout is an error of the test. */
export function documentOf({ stdout, stderr, code }: Finished): unknown {
  if (stdout.trim().split('\n').length !== 1) throw new Error(`not one document (exit ${code}):\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

export interface RunningServer {
  readonly url: string;
  readonly adminToken: string | null;
  /** @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function startServer(dataDir: string, options: RunOptions = {}): Promise<RunningServer> {
  const child = start(['start', '--json', '--data', dataDir, '--port', '0'], options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  if (child.stdout === null) throw new Error('no output');
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const first = await Promise.race([line, ended]);
  if (typeof first[0] !== 'string') throw new Error(`the server ended: ${stderr}`);
  const { url, adminToken } = JSON.parse(first[0]) as { url: string; adminToken: string | null };
  return {
    url,
    adminToken,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}
