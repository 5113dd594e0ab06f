import type { EmailSettings } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { HttpPoster, Reply } from './http-post.ts';
import type { Message } from './message.ts';

/** What is stored encrypted: an address that whoever knows may post to, and keys. */
export interface ChannelSecrets {
  readonly url?: string | undefined;
  readonly signingKey?: string | undefined;
  readonly password?: string | undefined;
}

export interface ChannelTarget {
  readonly email: EmailSettings | null;
  readonly secrets: ChannelSecrets;
}

/** How one service takes messages. */
export interface Channel {
  /** @throws MingdaError `DELIVERY_REFUSED`, `DELIVERY_UNAVAILABLE`, `TARGET_FORBIDDEN` */
  send(target: ChannelTarget, message: Message, http: HttpPoster): Promise<void>;
}

export function urlOf({ secrets }: ChannelTarget): string {
  if (secrets.url === undefined) throw new MingdaError('DELIVERY_REFUSED', { detail: 'the channel has no address' });
  return secrets.url;
}

const replyLength = 200;

/** The receiver has said no. Its own words are shown, cut; they never hold what we sent as a secret. */
export function refused(detail: string): MingdaError {
  return new MingdaError('DELIVERY_REFUSED', { detail: detail.slice(0, replyLength) });
}

/** The receiver may take it later. */
export function busy(detail: string, retryAfterSeconds?: number): MingdaError {
  return new BusyError(detail.slice(0, replyLength), retryAfterSeconds);
}

/** Carries how long the receiver wants to be left alone. */
export class BusyError extends MingdaError {
  readonly retryAfterSeconds: number | undefined;

  constructor(detail: string, retryAfterSeconds: number | undefined) {
    super('DELIVERY_UNAVAILABLE', { detail });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 2xx is well, what passes (408, 425, 429, 5xx) may be tried again, everything else, redirects included, is a no. */
export function requireSuccess({ status, body, retryAfterSeconds }: Reply): void {
  if (status >= 200 && status < 300) return;
  const detail = `HTTP ${status}: ${body.replace(/\s+/g, ' ').trim()}`;
  if ([408, 425, 429].includes(status) || status >= 500) throw busy(detail, retryAfterSeconds);
  throw refused(detail);
}

/** The number by which the chat services of China report success (0) and failure inside a reply of status 200. */
export function requireCode(reply: Reply, codeField: string, busyCodes: readonly number[]): void {
  requireSuccess(reply);
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    throw refused(`not JSON: ${reply.body}`);
  }
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const code = fields[codeField];
  if (code === 0) return;
  const said = [fields['errmsg'], fields['msg']].find((it) => typeof it === 'string') ?? reply.body;
  const detail = `${codeField} ${String(code)}: ${said}`;
  throw typeof code === 'number' && busyCodes.includes(code) ? busy(detail) : refused(detail);
}
