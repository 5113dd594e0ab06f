import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, runCommand, serverAccount, type Account } from './run-command.ts';
import type { ThrowAwayServer } from './throw-away-server.ts';

const VERSION = '15';
const programs = `/usr/lib/postgresql/${VERSION}/bin`;
const extension = `/usr/share/postgresql/${VERSION}/extension/vector.control`;
const sourcesFile = '/etc/apt/sources.list.d/debian.sources';

/** Debian 12's PostgreSQL, with pgvector built from the next Debian's source package. Needs root. */
export async function startDebianServer(): Promise<ThrowAwayServer> {
  if (process.getuid?.() !== 0 || !existsSync(sourcesFile)) throw new Error('needs root on Debian 12');
  if (!existsSync(extension)) await install();
  const account = await serverAccount('postgres');
  const home = await mkdtemp(join(tmpdir(), 'mingda-postgres-'));
  try {
    if (account !== undefined) await chown(home, account.uid, account.gid);
    return await startServer(home, account);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function startServer(home: string, account: Account | undefined): Promise<ThrowAwayServer> {
  const data = join(home, 'data');
  const run = (program: string, args: string[]): Promise<string> =>
    runCommand(join(programs, program), args, { cwd: home, as: account });
  await run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N']);
  const port = String(await freePort());
  const settings = `-p ${port} -k ${home} -c fsync=off -c max_connections=200 -c shared_buffers=256MB`;
  await run('pg_ctl', ['-D', data, '-l', join(home, 'log'), '-w', '-o', settings, 'start']);
  const stop = async (): Promise<void> => {
    await run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

async function install(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update', '-qq'], { env });
  const packages = [`postgresql-${VERSION}`, `postgresql-server-dev-${VERSION}`];
  await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  const work = await mkdtemp(join(tmpdir(), 'mingda-pgvector-'));
  try {
    await buildVector(work, env);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildVector(work: string, env: NodeJS.ProcessEnv): Promise<void> {
  const mirror = /^URIs:\s*(\S+)/m.exec(await readFile(sourcesFile, 'utf8'))?.[1];
  if (mirror === undefined) throw new Error(`no mirror in ${sourcesFile}`);
  const lists = join(work, 'lists');
  const source = join(work, 'source');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(source);
  const list = join(work, 'next.sources');
  await writeFile(
    list,
    `Types: deb-src\nURIs: ${mirror}\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`,
  );
  const options = [
    '-qq',
    '-o',
    `Dir::Etc::SourceList=${list}`,
    '-o',
    `Dir::Etc::SourceParts=${work}/none`,
    '-o',
    `Dir::State::lists=${lists}`,
  ];
  await runCommand('apt-get', [...options, 'update'], { cwd: work, env });
  await runCommand('apt-get', [...options, 'source', '--download-only', 'pgvector'], { cwd: work, env });
  const archive = (await readdir(work)).find((name) => /^pgvector_.*\.orig\.tar\.gz$/.test(name));
  if (archive === undefined) throw new Error('apt-get downloaded no source of pgvector');
  await runCommand('tar', ['xzf', join(work, archive), '-C', source, '--strip-components=1']);
  // OPTFLAGS empty: no instructions of this processor alone. Without LLVM: its headers are not installed.
  await runCommand('make', ['-C', source, '-j2', 'OPTFLAGS=', 'with_llvm=no']);
  await runCommand('make', ['-C', source, 'with_llvm=no', 'install']);
}
