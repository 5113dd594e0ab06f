import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { MingdaError } from '@mingda/platform';
import { blobKeyOf, hashOfKey } from './blob-key.ts';
import type { BlobStore, StoredBlob } from './blob-store.ts';

/** A folder of blobs, `ab/cd/sha256-abcd…`: two levels keep every folder below a few thousand entries. */
export class FolderBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A crash leaves either no blob or the whole one: written aside, synced, renamed, folder synced. */
  async put(content: Uint8Array): Promise<StoredBlob> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const key = blobKeyOf(sha256);
    const path = this.#path(key);
    const stored = { key, bytes: content.byteLength, sha256 };
    if ((await sizeOf(path)) === content.byteLength) return stored;
    await mkdir(dirname(path), { recursive: true });
    const aside = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await open(aside, 'wx');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(aside, path);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
    return stored;
  }

  async has(key: string): Promise<boolean> {
    return (await sizeOf(this.#path(key))) !== undefined;
  }

  async read(key: string): Promise<Uint8Array> {
    try {
      return await readFile(this.#path(key));
    } catch (error) {
      throw missing(key, error);
    }
  }

  async open(key: string): Promise<Readable> {
    try {
      const file = await open(this.#path(key), 'r');
      return file.createReadStream();
    } catch (error) {
      throw missing(key, error);
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    const hash = hashOfKey(key);
    return join(this.#folder, hash.slice(0, 2), hash.slice(2, 4), key);
  }
}

function missing(key: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ENOENT' ? new MingdaError('BLOB_MISSING', { subject: key, cause }) : cause;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/** The rename itself must survive a power cut; Windows cannot open folders and keeps its own journal. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
