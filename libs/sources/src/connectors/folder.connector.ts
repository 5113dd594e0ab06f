import { constants, type BigIntStats, type Dirent } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { MingdaError } from '@mingda/platform';
import type { ListedItem, ListingContext, SourceConnector, SourceItem } from '../source-connector.ts';
import { isInside, type AllowedFolders } from './allowed-folders.ts';

/** Of the system, of editors, and what an office program keeps beside an open document. */
const passedOver = /^(?:\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Files below a folder of this machine. A link to a file is taken when the file lies below the same folder; links that
 * lead out, and links to folders, are refused.
 */
export class FolderConnector implements SourceConnector<'folder'> {
  readonly kind = 'folder';
  readonly #allowed: AllowedFolders;

  constructor(allowed: AllowedFolders) {
    this.#allowed = allowed;
  }

  async *list({ settings, signal, limits }: ListingContext<'folder'>): AsyncGenerator<ListedItem> {
    const root = await this.#allowed.real(settings.path);
    const waiting = [root];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      for (const entry of await entriesOf(folder, root)) {
        signal.throwIfAborted();
        if (passedOver.test(entry.name)) continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile()) yield* fileItem(path, { root, mostBytes: limits.fileBytes });
        else if (entry.isSymbolicLink()) yield* linkItem(path, { root, mostBytes: limits.fileBytes });
      }
    }
  }
}

interface Bounds {
  readonly root: string;
  readonly mostBytes: number;
}

/**
 * By name. A folder that vanished while its parent was read is empty.
 * @throws MingdaError `SOURCE_DENIED`, `SOURCE_UNAVAILABLE`: what cannot be listed must not look deleted
 */
async function entriesOf(folder: string, root: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && folder !== root) return [];
    const subject = relative(root, folder) || basename(root);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MingdaError('SOURCE_NOT_THERE', { subject, detail: 'there is no such folder', cause: error });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new MingdaError('SOURCE_DENIED', { subject, detail: 'the folder may not be listed', cause: error });
    }
    throw new MingdaError('SOURCE_UNAVAILABLE', {
      subject,
      detail: code ?? 'the folder cannot be listed',
      cause: error,
    });
  }
}

async function* fileItem(path: string, bounds: Bounds): AsyncGenerator<SourceItem> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  if (found !== undefined) yield item(path, found, bounds);
}

async function* linkItem(path: string, bounds: Bounds): AsyncGenerator<ListedItem> {
  const [real, found] = [
    await realpath(path).catch(() => undefined),
    await stat(path, { bigint: true }).catch(() => undefined),
  ];
  const key = keyOf(path, bounds.root);
  if (real === undefined || found === undefined) return;
  if (!isInside(real, bounds.root)) yield { key, error: refusedLink(key, 'the link leads out of the folder') };
  else if (found.isDirectory()) yield { key, error: refusedLink(key, 'links to folders are not followed') };
  else if (found.isFile()) yield item(path, found, bounds);
}

function refusedLink(subject: string, detail: string): MingdaError {
  return new MingdaError('SOURCE_FORBIDDEN', { subject, detail });
}

function keyOf(path: string, root: string): string {
  return relative(root, path).split(sep).join('/');
}

function item(path: string, found: BigIntStats, bounds: Bounds): SourceItem {
  return {
    key: keyOf(path, bounds.root),
    fileName: basename(path),
    fingerprint: `${found.mtimeNs} ${found.size}`,
    modifiedAt: found.mtime,
    bytes: Number(found.size),
    read: (signal) => content(path, bounds, signal),
  };
}

/** What was opened is compared with where the path leads: a link may have been put in its way since it was listed. */
async function content(path: string, { root, mostBytes }: Bounds, signal: AbortSignal): Promise<Uint8Array> {
  const key = keyOf(path, root);
  try {
    const real = await realpath(path);
    if (!isInside(real, root)) throw refusedLink(key, 'the link leads out of the folder');
    const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const [opened, expected, now] = [await file.stat(), await lstat(real), await realpath(path)];
      if (!opened.isFile() || opened.ino !== expected.ino || opened.dev !== expected.dev || now !== real) {
        throw new MingdaError('SOURCE_ITEM_GONE', { subject: key });
      }
      if (opened.size > mostBytes) {
        throw new MingdaError('FILE_TOO_LARGE', {
          subject: key,
          detail: `${opened.size} bytes, at most ${mostBytes} are allowed`,
        });
      }
      return await file.readFile({ signal });
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof MingdaError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP')
      throw new MingdaError('SOURCE_ITEM_GONE', { subject: key, cause: error });
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new MingdaError(denied ? 'SOURCE_DENIED' : 'SOURCE_UNAVAILABLE', {
      subject: key,
      detail: denied ? 'the file may not be read' : (code ?? 'the file cannot be read'),
      cause: error,
    });
  }
}
