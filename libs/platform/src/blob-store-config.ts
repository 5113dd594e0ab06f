import { MingdaError } from './mingda-error.ts';

/** Where originals lie: in the data folder, or in a bucket. */
export interface BlobStoreConfig {
  /** Absent: the folder `blobs` of the data folder. */
  readonly s3: S3BlobConfig | undefined;
}

export interface S3BlobConfig {
  readonly bucket: string;
  /** Below which originals lie; empty for the whole bucket. */
  readonly prefix: string;
  /** Of a compatible store; Amazon's own when absent. */
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface BlobSettings {
  readonly MINGDA_BLOBS_URL?: string | undefined;
  readonly MINGDA_BLOBS_ENDPOINT?: string | undefined;
  readonly MINGDA_BLOBS_REGION: string;
  readonly MINGDA_BLOBS_PATH_STYLE: boolean;
  readonly MINGDA_BLOBS_ACCESS_KEY_ID?: string | undefined;
  readonly MINGDA_BLOBS_SECRET_ACCESS_KEY?: string | undefined;
}

/** @throws MingdaError `CONFIG_INVALID` for a bucket without keys */
export function blobStoreSettings(it: BlobSettings): BlobStoreConfig {
  if (it.MINGDA_BLOBS_URL === undefined) return { s3: undefined };
  const { MINGDA_BLOBS_ACCESS_KEY_ID: accessKeyId, MINGDA_BLOBS_SECRET_ACCESS_KEY: secretAccessKey } = it;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new MingdaError('CONFIG_INVALID', {
      detail: 'MINGDA_BLOBS_URL is set without MINGDA_BLOBS_ACCESS_KEY_ID and MINGDA_BLOBS_SECRET_ACCESS_KEY',
      fixes: ['set both keys', 'unset MINGDA_BLOBS_URL to keep originals in the data folder'],
    });
  }
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(it.MINGDA_BLOBS_URL) ?? [];
  return {
    s3: {
      bucket,
      prefix,
      endpoint: it.MINGDA_BLOBS_ENDPOINT,
      region: it.MINGDA_BLOBS_REGION,
      pathStyle: it.MINGDA_BLOBS_PATH_STYLE,
      accessKeyId,
      secretAccessKey,
    },
  };
}
