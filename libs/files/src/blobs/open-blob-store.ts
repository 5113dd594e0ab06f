import { join } from 'node:path';
import { OutboundHttp, TargetGuard, type BlobStoreConfig } from '@mingda/platform';
import { S3Client } from '../s3/s3-client.ts';
import type { BlobStore } from './blob-store.ts';
import { FolderBlobStore } from './folder-blob-store.ts';
import { S3BlobStore } from './s3-blob-store.ts';

/** The store that the configuration names. */
export function openBlobStore({
  dataDir,
  blobs,
}: {
  readonly dataDir: string;
  readonly blobs: BlobStoreConfig;
}): BlobStore {
  if (blobs.s3 === undefined) return new FolderBlobStore(join(dataDir, 'blobs'));
  const { prefix, accessKeyId, secretAccessKey, ...location } = blobs.s3;
  // The operator chose this target; it may well be inside.
  const http = new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] }), { connections: 32 });
  return new S3BlobStore(new S3Client({ location, credentials: { accessKeyId, secretAccessKey }, http }), { prefix });
}
