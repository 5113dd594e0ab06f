import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whom to run as; the caller must be root. */
  readonly as?: Account | undefined;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Runs a program to its end. @returns its standard output @throws Error with the end of what it printed */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, ...options.as, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    // A server started in the background may keep the pipes open, so the end of the program counts, not theirs.
    child.on('exit', (code) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Error(
            `${command} ended with ${String(code)}: ${(errors || output).trim().split('\n').slice(-3).join(' ')}`,
          ),
        );
    });
  });
}

/** The server refuses to run as root; an account that owns nothing serves. @returns undefined for everyone but root */
export async function serverAccount(name: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
  return { uid: Number(uid), gid: Number(gid) };
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
