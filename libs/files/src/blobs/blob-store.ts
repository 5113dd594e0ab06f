import type { Readable } from 'node:stream';

export interface StoredBlob {
  /** Address of the content inside the store; equal content has an equal key. */
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Keeps originals by their content. Putting the same content twice stores it once. */
export interface BlobStore {
  put(content: Uint8Array): Promise<StoredBlob>;
  has(key: string): Promise<boolean>;
  /** @throws MingdaError `BLOB_MISSING` */
  read(key: string): Promise<Uint8Array>;
  /** @throws MingdaError `BLOB_MISSING` */
  open(key: string): Promise<Readable>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
}
