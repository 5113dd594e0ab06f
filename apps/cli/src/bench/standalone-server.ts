import { MingdaError } from '@mingda/platform';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const startReply = z.object({ url: z.string() });
const launcher = fileURLToPath(new URL('../../bin/mingda.js', import.meta.url));

export interface StandaloneServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A server of its own process: in one process with the load generator each would slow the other. */
export async function startStandalone(dataDir: string): Promise<StandaloneServer> {
  const child = spawn(process.execPath, [launcher, 'start', '--json', '--data', dataDir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return { url: await firstLine(child), close: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new MingdaError('INTERNAL', { detail: 'the server has no output' });
  for await (const line of createInterface({ input: child.stdout })) {
    const reply = startReply.safeParse(JSON.parse(line));
    if (reply.success) return reply.data.url;
  }
  throw new MingdaError('INTERNAL', { subject: 'mingda start', detail: 'the server ended before it was ready' });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
