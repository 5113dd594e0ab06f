import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { MingdaError } from '@mingda/platform';
import type { S3Client } from '../s3/s3-client.ts';
import { S3Fault } from '../s3/s3-fault.ts';
import { upload, type PartSizes } from '../s3/s3-upload.ts';
import { blobKeyOf, hashOfKey } from './blob-key.ts';
import type { BlobStore, StoredBlob } from './blob-store.ts';

/**
 * A bucket of blobs, `prefix/ab/cd/sha256-abcd…`: the same names as in a folder, so that one can be copied into the
 * other. All methods throw MingdaError `BLOB_STORE_UNAVAILABLE` or `BLOB_STORE_REFUSED`.
 */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #prefix: string;
  readonly #sizes: PartSizes | undefined;

  constructor(client: S3Client, { prefix, sizes }: { readonly prefix: string; readonly sizes?: PartSizes }) {
    this.#client = client;
    this.#prefix = prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`;
    this.#sizes = sizes;
  }

  async put(content: Uint8Array): Promise<StoredBlob> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const key = blobKeyOf(sha256);
    const name = this.#name(key);
    await told(key, async () => {
      if ((await this.#client.size(name)) === content.byteLength) return;
      await upload(this.#client, { key: name, content, sizes: this.#sizes });
    });
    return { key, bytes: content.byteLength, sha256 };
  }

  async has(key: string): Promise<boolean> {
    const name = this.#name(key);
    return told(key, async () => (await this.#client.size(name)) !== undefined);
  }

  async read(key: string): Promise<Uint8Array> {
    const name = this.#name(key);
    return told(key, () => this.#client.get(name, Infinity));
  }

  async open(key: string): Promise<Readable> {
    const name = this.#name(key);
    return told(key, () => this.#client.open(name));
  }

  async delete(key: string): Promise<void> {
    const name = this.#name(key);
    await told(key, () => this.#client.delete(name));
  }

  #name(key: string): string {
    const hash = hashOfKey(key);
    return `${this.#prefix}${hash.slice(0, 2)}/${hash.slice(2, 4)}/${key}`;
  }
}

async function told<T>(key: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof S3Fault)) throw error;
    if (error.reason === 'key-missing') throw new MingdaError('BLOB_MISSING', { subject: key, cause: error });
    throw new MingdaError(error.reason === 'unavailable' ? 'BLOB_STORE_UNAVAILABLE' : 'BLOB_STORE_REFUSED', {
      subject: key,
      detail: error.message,
      fixes: ['check MINGDA_BLOBS_URL and the settings beside it in docs/deploy.md'],
      cause: error,
    });
  }
}
