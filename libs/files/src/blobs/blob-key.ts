import { MingdaError } from '@mingda/platform';

const prefix = 'sha256-';
const safeKey = /^sha256-[0-9a-f]{64}$/;

export function blobKeyOf(sha256: string): string {
  return `${prefix}${sha256}`;
}

/**
 * What does not look like a key never becomes a path or a name.
 * @throws MingdaError `BLOB_MISSING`
 */
export function hashOfKey(key: string): string {
  if (!safeKey.test(key))
    throw new MingdaError('BLOB_MISSING', { subject: key, detail: 'This is not the key of a blob.' });
  return key.slice(prefix.length);
}
