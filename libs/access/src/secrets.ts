import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'mgd_';
const SECRET_BYTES = 32;
const SHOWN_CHARACTERS = 8;

/** A new secret: 256 random bits, marked so that scanners of leaked secrets find it. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/**
 * What is stored and looked up. A plain hash is enough for a secret of 256 random bits, and looking it up in an index
 * tells a caller nothing about how much of a guess was right.
 */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The first characters, by which people recognise a key. */
export function shownPart(secret: string): string {
  return secret.slice(0, PREFIX.length + SHOWN_CHARACTERS);
}
