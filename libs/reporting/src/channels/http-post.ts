import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { MingdaError } from '@mingda/platform';
import { isPrivateAddress } from './private-addresses.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
  /** What the header `retry-after` asks for. */
  readonly retryAfterSeconds: number | undefined;
}

export interface HttpPoster {
  /**
   * Posts JSON. Redirects are not followed: they could lead where the first address may not.
   * @throws MingdaError `TARGET_FORBIDDEN`, `DELIVERY_UNAVAILABLE`
   */
  post(url: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

const timeoutMs = 15_000;
const mostReplyBytes = 64 * 1024;

class TargetForbidden extends MingdaError {
  constructor(host: string) {
    super('TARGET_FORBIDDEN', {
      subject: host,
      detail: 'private and special addresses are refused',
      fixes: ['use a public address', 'set MINGDA_ALLOW_PRIVATE_TARGETS=true when your receivers are inside'],
    });
  }
}

/**
 * Posts to receivers outside. The address is judged when it is connected to, after the name was resolved: a name that
 * was harmless when it was saved may point inside later.
 */
export class GuardedPoster implements HttpPoster {
  readonly #allowPrivate: boolean;

  constructor({ allowPrivate }: { allowPrivate: boolean }) {
    this.#allowPrivate = allowPrivate;
  }

  post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const target = new URL(url);
    const host = hostOf(target);
    if (!this.#allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
      return Promise.reject(new TargetForbidden(host));
    }
    const bytes = Buffer.from(body);
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(error instanceof MingdaError ? error : unavailable(host, error));
      const sent = request(
        target,
        {
          method: 'POST',
          // A pooled connection would not pass the lookup again.
          agent: false,
          headers: {
            'content-type': 'application/json',
            'content-length': bytes.length,
            'user-agent': 'Mingda',
            ...headers,
          },
          lookup: this.#allowPrivate ? undefined : guardedLookup,
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => {
          const parts: Buffer[] = [];
          let size = 0;
          response.on('data', (part: Buffer) => {
            size += part.length;
            if (size <= mostReplyBytes) parts.push(part);
            else response.destroy(new Error('the reply is too long'));
          });
          response.on('error', fail);
          response.on('end', () => {
            const after = Number(response.headers['retry-after']);
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(parts).toString('utf8'),
              retryAfterSeconds: Number.isFinite(after) && after > 0 ? after : undefined,
            });
          });
        },
      );
      sent.on('error', fail);
      sent.end(bytes);
    });
  }
}

export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** All addresses of a name, refused as soon as one is private: which one is connected to is not ours to choose. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      callback(new TargetForbidden(hostname), []);
      return;
    }
    const [first] = addresses;
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function unavailable(host: string, error: Error): MingdaError {
  const { code } = error as NodeJS.ErrnoException;
  return new MingdaError('DELIVERY_UNAVAILABLE', {
    subject: host,
    detail: error.name === 'TimeoutError' ? `no answer within ${timeoutMs / 1000} s` : (code ?? error.message),
    cause: error,
  });
}
