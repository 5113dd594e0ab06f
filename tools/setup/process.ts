import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'node_modules', '.bin');

/** The environment with the repository's own programs first, so that every child runs on the right Node. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [bin, process.env['PATH'] ?? ''].join(delimiter),
};

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** What the terminal sees while it runs. */
  readonly show?: 'all' | 'stderr' | 'nothing';
}

/** Runs a program of the repository in its root and collects what it printed. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const show = options.show ?? 'all';
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, ...options.env },
      stdio: ['ignore', show === 'all' ? 'inherit' : 'pipe', show === 'nothing' ? 'pipe' : 'inherit'],
      shell: process.platform === 'win32',
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
