import { posix } from 'node:path';
import type { ErrorCode } from '@mingda/contracts';
import { S3Client, S3Fault, type S3FaultReason, type S3Object } from '@mingda/files';
import { MingdaError, OutboundHttp, type TargetGuard } from '@mingda/platform';
import type { ListingContext, SourceConnector, SourceItem } from '../source-connector.ts';

/** Objects of a bucket below a prefix. An object is read again when its etag or its size changes. */
export class S3Connector implements SourceConnector<'s3'> {
  readonly kind = 's3';
  readonly #http: OutboundHttp;

  constructor(guard: TargetGuard) {
    this.#http = new OutboundHttp(guard);
  }

  async *list({ settings, secrets, signal, limits }: ListingContext<'s3'>): AsyncGenerator<SourceItem> {
    const { prefix, accessKeyId, ...location } = settings;
    const { secretAccessKey, sessionToken } = secrets;
    if (secretAccessKey === undefined) {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', {
        subject: 'secretAccessKey',
        detail: 'The secret is missing.',
      });
    }
    const client = new S3Client({
      location,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      http: this.#http,
    });
    try {
      for await (const object of client.list(prefix, signal)) {
        // Consoles make empty objects to show a folder.
        if (object.key.endsWith('/')) continue;
        yield {
          ...described(object, settings.bucket),
          read: (stop) => content(client, object.key, { mostBytes: limits.fileBytes, signal: stop }),
        };
      }
    } catch (error) {
      throw translated(error, settings.bucket, listingCodes);
    }
  }
}

function described({ key, bytes, etag, modifiedAt }: S3Object, bucket: string): Omit<SourceItem, 'read'> {
  return {
    key,
    fileName: posix.basename(key),
    fingerprint: `${etag === '' ? (modifiedAt?.toISOString() ?? '') : etag} ${bytes}`,
    url: `s3://${bucket}/${key}`,
    bytes,
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  };
}

async function content(
  client: S3Client,
  key: string,
  { mostBytes, signal }: { readonly mostBytes: number; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  try {
    return await client.get(key, mostBytes, signal);
  } catch (error) {
    throw translated(error, key, readingCodes);
  }
}

const listingCodes: Readonly<Record<S3FaultReason, ErrorCode>> = {
  unavailable: 'SOURCE_UNAVAILABLE',
  denied: 'SOURCE_DENIED',
  'wrong-region': 'SOURCE_SETTINGS_INVALID',
  'bucket-missing': 'SOURCE_NOT_THERE',
  'key-missing': 'SOURCE_NOT_THERE',
  'too-large': 'SOURCE_SETTINGS_INVALID',
  refused: 'SOURCE_SETTINGS_INVALID',
};

const readingCodes: Readonly<Record<S3FaultReason, ErrorCode>> = {
  ...listingCodes,
  'key-missing': 'SOURCE_ITEM_GONE',
  'too-large': 'FILE_TOO_LARGE',
};

function translated(error: unknown, subject: string, codes: Readonly<Record<S3FaultReason, ErrorCode>>): unknown {
  if (!(error instanceof S3Fault)) return error;
  return new MingdaError(codes[error.reason], { subject, detail: error.message, cause: error });
}
