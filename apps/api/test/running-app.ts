import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedDataDir } from '@mingda/testing';

const root = join(import.meta.dirname, '..', '..', '..');

export const sampleDocuments = join(root, 'eval', 'sample', 'documents');
export const screenshots = join(root, 'docs', 'images');

export interface RunningApp {
  readonly url: string;
  readonly adminToken: string;
  stop(): Promise<void>;
}

/**
 * The built product as people start it, `mingda start`, in a process of its own on a free port with an empty database:
 * embedded database, real models, jobs, API and portal.
 * @param settings further settings
 * @throws Error with what the process wrote when it ends instead of starting
 */
export async function startApp(settings: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const dataDir = await preparedDataDir('portal');
  const command = join(root, 'apps', 'cli', 'bin', 'mingda.js');
  const child = spawn(process.execPath, [command, 'start', '--json', '--port', '0', '--data', dataDir], {
    env: { ...process.env, MINGDA_GOLD_SETS_DIR: join(root, 'eval'), MINGDA_LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const started = await firstDocument(child.stdout.setEncoding('utf8'));
  if (started === null) {
    await exited;
    throw new Error(`mingda start ended:\n${log}`);
  }
  const { url, adminToken } = started as { url: string; adminToken: string };
  return {
    url,
    adminToken,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The JSON document that a command prints, however it is cut and indented. */
async function firstDocument(output: AsyncIterable<string>): Promise<unknown> {
  let text = '';
  for await (const piece of output) {
    text += piece;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The rest of the document is still to come.
    }
  }
  return null;
}
