import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MingdaError, temporaryFolder } from '@mingda/platform';
import type { GitCommand } from './git-command.ts';

export interface GitBlob {
  readonly path: string;
  readonly sha: string;
  readonly bytes: number;
}

interface Place {
  readonly git: GitCommand;
  readonly url: string;
  /** Branch or tag. */
  readonly branch: string | undefined;
  readonly signal: AbortSignal;
}

const askMs = 60_000;
const fetchMs = 900_000;
const readMs = 60_000;
const mostListingBytes = 256 * 1024 * 1024;
const mostRepositoryBytes = 2 * 1024 * 1024 * 1024;

/**
 * The newest state of a remote repository, without its history and without a work tree: contents come out of the object
 * store, so that no filter, link or attribute of the repository ever acts on this machine.
 */
export class GitRepository {
  readonly #place: Place;
  #folder: Promise<string> | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  /** The commit that the branch stands at. @throws MingdaError as `GitCommand`, `SOURCE_NOT_THERE` without the branch */
  async commit(): Promise<string> {
    return (await this.#reference()).commit;
  }

  /** Files below a folder; links and submodules are none. @throws MingdaError as `GitCommand` */
  async blobs(subPath: string): Promise<GitBlob[]> {
    const folder = await this.#fetched();
    const below = subPath === '' ? [] : ['--', subPath];
    const listing = await this.#run(
      ['-C', folder, 'ls-tree', '-r', '-l', '-z', '--full-tree', 'FETCH_HEAD', ...below],
      {
        timeoutMs: readMs,
        mostBytes: mostListingBytes,
      },
    );
    const blobs: GitBlob[] = [];
    for (const line of listing.toString('utf8').split('\0')) {
      const [, sha, bytes, path] = /^100[67]\d\d blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line) ?? [];
      if (path !== undefined) blobs.push({ path, sha, bytes: Number(bytes) });
    }
    return blobs;
  }

  async content({ sha, bytes }: GitBlob): Promise<Uint8Array> {
    const folder = await this.#fetched();
    return this.#run(['-C', folder, 'cat-file', 'blob', sha], { timeoutMs: readMs, mostBytes: bytes });
  }

  async remove(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  #fetched(): Promise<string> {
    this.#folder ??= this.#fetch();
    return this.#folder;
  }

  async #fetch(): Promise<string> {
    const { url } = this.#place;
    const folder = await temporaryFolder('git');
    try {
      const { name } = await this.#reference();
      await this.#run(['init', '--quiet', '--bare', '--template=', folder], { timeoutMs: readMs, mostBytes: 0 });
      await this.#run(['-C', folder, 'fetch', '--quiet', '--depth=1', '--no-tags', '--', url, name], {
        timeoutMs: fetchMs,
        mostBytes: 0,
        supervise: () => checkSize(folder),
      });
      return folder;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #reference(): Promise<{ name: string; commit: string }> {
    const { url, branch } = this.#place;
    const wanted = branch === undefined ? ['HEAD'] : [`refs/heads/${branch}`, `refs/tags/${branch}`];
    const text = await this.#run(['ls-remote', '--quiet', '--', url, ...wanted], {
      timeoutMs: askMs,
      mostBytes: 64 * 1024,
    });
    for (const name of wanted) {
      const line = text
        .toString('utf8')
        .split('\n')
        .find((it) => it.endsWith(`\t${name}`));
      if (line !== undefined) return { name, commit: line.slice(0, line.indexOf('\t')) };
    }
    throw new MingdaError('SOURCE_NOT_THERE', {
      subject: branch ?? 'HEAD',
      detail: branch === undefined ? 'the repository is empty' : 'the repository has no such branch or tag',
    });
  }

  #run(parameters: readonly string[], options: Omit<Parameters<GitCommand['run']>[1], 'signal'>): Promise<Buffer> {
    return this.#place.git.run(parameters, { ...options, signal: this.#place.signal });
  }
}

/** @throws MingdaError `SOURCE_SETTINGS_INVALID` for a repository that would fill the disk */
async function checkSize(folder: string): Promise<void> {
  const packs = join(folder, 'objects', 'pack');
  let bytes = 0;
  for (const name of await readdir(packs).catch(() => [])) {
    bytes += (await stat(join(packs, name)).catch(() => undefined))?.size ?? 0;
  }
  if (bytes > mostRepositoryBytes) {
    throw new MingdaError('SOURCE_SETTINGS_INVALID', { detail: 'the repository has more than 2 GB' });
  }
}
