import { setTimeout as pause } from 'node:timers/promises';
import {
  dismissReply,
  MingdaError,
  readReply,
  ReplyTooLarge,
  type OutboundHttp,
  type OutboundReply,
} from '@mingda/platform';

export interface WebTiming {
  /** Most time for one request, to the last byte. */
  readonly requestMs: number;
  /** Before a second try; doubled before the third. */
  readonly retryMs: number;
  /** Most that a site may make us wait, between requests or after one that it refused. */
  readonly mostPauseMs: number;
}

export const usualTiming: WebTiming = { requestMs: 60_000, retryMs: 1000, mostPauseMs: 60_000 };

export interface Visit {
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Headers for one address, such as the condition under which a page is sent again. */
  readonly headers?: (url: URL) => Readonly<Record<string, string>>;
  /** Asked for each place that a redirect leads to; the first one is the caller's own. */
  readonly mayFollow?: (to: URL) => Promise<boolean>;
  /** Whether the body is read at all. */
  readonly wants?: (url: URL, headers: OutboundReply['headers']) => boolean;
}

export type Visited =
  | {
      readonly outcome: 'content';
      readonly url: URL;
      readonly headers: OutboundReply['headers'];
      readonly content: Buffer;
    }
  | { readonly outcome: 'unchanged' | 'unwanted' | 'left'; readonly url: URL };

const mostRedirects = 10;
const tries = 3;

/** Fetches pages of one listing: politely, with few retries, following redirects only where they may lead. */
export class WebFetcher {
  readonly #http: OutboundHttp;
  readonly #timing: WebTiming;
  readonly #delayMs: (url: URL) => number;
  /** When the next request to a host may go out. */
  readonly #turns = new Map<string, number>();

  constructor(http: OutboundHttp, timing: WebTiming, delayMs: (url: URL) => number) {
    this.#http = http;
    this.#timing = timing;
    this.#delayMs = delayMs;
  }

  /**
   * @throws MingdaError `SOURCE_UNAVAILABLE`, `SOURCE_DENIED`, `SOURCE_NOT_THERE`, `FILE_TOO_LARGE`, `TARGET_FORBIDDEN`
   */
  async visit(start: URL, visit: Visit): Promise<Visited> {
    let url = start;
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const { reply, content } = await this.#request(url, visit);
      const { location } = reply.headers;
      if (reply.status === 304) return { outcome: 'unchanged', url };
      if (reply.status < 300) {
        return content === undefined
          ? { outcome: 'unwanted', url }
          : { outcome: 'content', url, headers: reply.headers, content };
      }
      if (reply.status >= 400 || location === undefined) throw refusal(url, reply.status);
      const next = URL.parse(location, url.href);
      if (next === null || !/^https?:$/.test(next.protocol)) throw unavailable(url, 'it redirects to no web address');
      url = next;
      if (visit.mayFollow !== undefined && !(await visit.mayFollow(url))) return { outcome: 'left', url };
    }
    throw unavailable(start, `it redirects more than ${mostRedirects} times`);
  }

  async #request(url: URL, visit: Visit): Promise<{ reply: OutboundReply; content: Buffer | undefined }> {
    for (let n = 1; ; n += 1) {
      let wait = this.#timing.retryMs * 2 ** (n - 1);
      let fault: MingdaError;
      try {
        const answer = await this.#once(url, visit);
        const { status, headers } = answer.reply;
        if (status !== 429 && status < 500) return answer;
        fault = unavailable(url, `status ${status}`);
        wait = Math.max(wait, 1000 * (Number(headers['retry-after']) || 0));
      } catch (error) {
        visit.signal.throwIfAborted();
        if (error instanceof MingdaError) throw error;
        if (error instanceof ReplyTooLarge) {
          throw new MingdaError('FILE_TOO_LARGE', { subject: url.href, detail: error.message, cause: error });
        }
        fault = unavailable(url, reasonOf(error as NodeJS.ErrnoException), error);
      }
      if (n === tries || wait > this.#timing.mostPauseMs) throw fault;
      await pause(wait, undefined, { signal: visit.signal });
    }
  }

  async #once(
    url: URL,
    { mostBytes, signal, headers, wants }: Visit,
  ): Promise<{ reply: OutboundReply; content: Buffer | undefined }> {
    await this.#turn(url, signal);
    const reply = await this.#http.send(url, {
      headers: {
        accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5',
        'accept-encoding': 'gzip, br',
        ...headers?.(url),
      },
      timeoutMs: this.#timing.requestMs,
      signal,
    });
    if (reply.status >= 200 && reply.status < 300 && (wants?.(url, reply.headers) ?? true)) {
      return { reply, content: await readReply(reply, mostBytes) };
    }
    dismissReply(reply);
    return { reply, content: undefined };
  }

  /** Requests to one host go out one by one, with the pause between them that it wants. */
  async #turn(url: URL, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.#turns.get(url.host) ?? 0);
    this.#turns.set(url.host, at + Math.min(this.#delayMs(url), this.#timing.mostPauseMs));
    if (at > now) await pause(at - now, undefined, { signal });
  }
}

function refusal(url: URL, status: number): MingdaError {
  const code = [401, 403, 407, 451].includes(status) ? 'SOURCE_DENIED' : 'SOURCE_NOT_THERE';
  return new MingdaError(code, { subject: url.href, detail: `status ${status}` });
}

function unavailable(url: URL, detail: string, cause?: unknown): MingdaError {
  return new MingdaError('SOURCE_UNAVAILABLE', { subject: url.href, detail, cause });
}

function reasonOf({ name, code, message }: NodeJS.ErrnoException): string {
  // The code of a DOMException is a number that says nothing.
  return name === 'TimeoutError' ? 'it did not answer in time' : (code ?? message);
}
