import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { MingdaError, type Config } from '@mingda/platform';

/** True for the names and addresses that only this machine can reach. */
function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** @throws MingdaError `CONFIG_INVALID` when the service would listen beyond loopback without a token */
export function refuseOpenDoor({ http, inferenceService }: Config): void {
  if (inferenceService.token !== undefined || isLoopback(http.host)) return;
  throw new MingdaError('CONFIG_INVALID', {
    subject: `MINGDA_HOST=${http.host}`,
    detail: 'whoever reaches this address could use the models: beyond loopback a service token is needed',
    fixes: ['set MINGDA_INFERENCE_TOKEN, here and for the clients', 'listen on 127.0.0.1'],
  });
}

/** The service token, compared in a time that does not tell how much of it was right. */
export class ServiceToken {
  readonly #digest: Buffer | undefined;

  /** @param token undefined lets everyone in */
  constructor(token: string | undefined) {
    this.#digest = token === undefined ? undefined : digest(token);
  }

  /** @param authorization value of the header, `Bearer <token>` */
  allows(authorization: string | undefined): boolean {
    if (this.#digest === undefined) return true;
    const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(digest(given), this.#digest);
  }
}

/** Equal lengths whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
