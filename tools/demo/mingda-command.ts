import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { environment, root, run } from '../setup/process.ts';

const command = join(root, 'apps', 'cli', 'bin', 'mingda.js');

/** Runs `mingda … --json`, its progress on the terminal, and gives its one document. */
export async function mingda<T>(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<T> {
  const { code, stdout } = await run('node', [command, ...args, '--json'], { env, show: 'stderr' });
  if (code !== 0) throw new Error(`mingda ${args[0] ?? ''} failed with exit code ${code}`);
  return JSON.parse(stdout) as T;
}

export interface StartedServer {
  readonly url: string;
  readonly pid: number;
  /** Only at the first start of a data folder. */
  readonly adminToken: string | null;
  /** Settles when the server ends, with its exit code. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

interface StartDocument {
  readonly url: string;
  readonly adminToken: string | null;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('the server has no output');
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`mingda start ended with exit code ${code ?? 1}`)));
  });
}

/** Starts the standalone server and waits until it listens. */
export async function startServer(options: {
  readonly dataDir: string;
  readonly port: number;
}): Promise<StartedServer> {
  const args = ['start', '--json', '--data', options.dataDir, '--port', String(options.port)];
  const child = spawn('node', [command, ...args], {
    cwd: root,
    env: { ...environment, MINGDA_LOG_LEVEL: process.env['MINGDA_LOG_LEVEL'] ?? 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
  const { url, adminToken } = JSON.parse(await firstLine(child)) as StartDocument;
  return {
    url: url.replace('[::1]', 'localhost').replace('127.0.0.1', 'localhost'),
    pid: child.pid ?? 0,
    adminToken,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
