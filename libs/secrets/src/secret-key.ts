import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MingdaError } from '@mingda/platform';

/** A key of AES-256 and the name that is stored beside what it encrypts. */
export interface SecretKey {
  /** First 16 hexadecimal digits of the key's sha256. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

const keyLength = 32;
const fileName = 'secret.key';

/**
 * A key as it is configured: 32 bytes as 64 hexadecimal digits or in base64. A pass phrase is not taken: it would be
 * weaker than it looks.
 * @throws MingdaError `CONFIG_INVALID`
 */
export function parseSecretKey(text: string, setting: string): SecretKey {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.length !== keyLength) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: setting,
      detail: 'it is not a key of 32 bytes',
      fixes: ['make one: openssl rand -base64 32'],
    });
  }
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), bytes };
}

/**
 * The configured key, else the one in `secret.key` of the data folder, which is made when there is none. Only its owner
 * may read the file.
 */
export async function loadSecretKey(configured: string | undefined, dataDir: string): Promise<SecretKey> {
  if (configured !== undefined) return parseSecretKey(configured, 'MINGDA_SECRET_KEY');
  const path = join(dataDir, fileName);
  await mkdir(dataDir, { recursive: true });
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return parseSecretKey(text ?? (await makeKeyFile(path)), path);
}

/** Complete before it has its name, so that a process that starts beside this one reads the whole key or none. */
async function makeKeyFile(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(`${randomBytes(keyLength).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}
