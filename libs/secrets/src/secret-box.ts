import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedSecret } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { SecretKey } from './secret-key.ts';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** Where a secret belongs; sealed with it, so that one row's bytes cannot be read as another's. */
export type SecretPlace = Pick<SealedSecret, 'id' | 'tenantId'>;

/** Encrypts with AES-256-GCM (NIST SP 800-38D) under a new random nonce each time. */
export function seal(key: SecretKey, place: SecretPlace, plain: string): SealedSecret {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagLength });
  cipher.setAAD(associated(place));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { ...place, keyId: key.id, nonce, sealed };
}

/** @throws MingdaError `SECRET_UNREADABLE` when no key fits or a bit has changed */
export function unseal(keys: readonly SecretKey[], secret: SealedSecret): string {
  const key = keys.find(({ id }) => id === secret.keyId);
  if (key === undefined) {
    throw new MingdaError('SECRET_UNREADABLE', {
      detail: `it was encrypted with the key ${secret.keyId}`,
      fixes: [
        'set MINGDA_SECRET_KEY, or MINGDA_SECRET_KEY_PREVIOUS, to the key that was in use',
        'bring back secret.key of the data folder',
        'enter the secret again',
      ],
    });
  }
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, secret.nonce, { authTagLength: tagLength });
    decipher.setAAD(associated(secret));
    decipher.setAuthTag(secret.sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(secret.sealed.subarray(0, -tagLength)), decipher.final()]).toString('utf8');
  } catch {
    throw new MingdaError('SECRET_UNREADABLE', {
      detail: 'its bytes have changed since it was stored',
      fixes: ['enter the secret again'],
    });
  }
}

function associated({ tenantId, id }: SecretPlace): Buffer {
  return Buffer.from(`${tenantId}/${id}`);
}
