import { MingdaError, OutboundHttp, readReply, TargetGuard } from '@mingda/platform';

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

/** Posts to receivers outside. */
export class GuardedPoster implements HttpPoster {
  readonly #http: OutboundHttp;

  constructor({ allowPrivate }: { allowPrivate: boolean }) {
    const fixes = ['use a public address', 'set MINGDA_ALLOW_PRIVATE_TARGETS=true when your receivers are inside'];
    this.#http = new OutboundHttp(new TargetGuard({ allowPrivate, fixes }), { keepAlive: false });
  }

  async post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const target = new URL(url);
    try {
      const reply = await this.#http.send(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: Buffer.from(body),
        timeoutMs,
      });
      const content = await readReply(reply, mostReplyBytes);
      const after = Number(reply.headers['retry-after']);
      return {
        status: reply.status,
        body: content.toString('utf8'),
        retryAfterSeconds: Number.isFinite(after) && after > 0 ? after : undefined,
      };
    } catch (error) {
      throw error instanceof MingdaError ? error : unavailable(hostOf(target), error as Error);
    }
  }
}

export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function unavailable(host: string, error: Error): MingdaError {
  const { code } = error as NodeJS.ErrnoException;
  return new MingdaError('DELIVERY_UNAVAILABLE', {
    subject: host,
    detail: error.name === 'TimeoutError' ? `no answer within ${timeoutMs / 1000} s` : (code ?? error.message),
    cause: error,
  });
}
