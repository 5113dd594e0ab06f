import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { pipeline, type Transform } from 'node:stream';
import type { TargetGuard } from './target-guard.ts';

export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** What goes on the request line where the URL would rewrite it, such as dot segments. */
  readonly path?: string;
  /** Most time from here to the last byte of the reply. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface OutboundReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Read it or destroy it: it holds the connection. */
  readonly body: IncomingMessage;
}

/** A reply that grew beyond what the caller takes. */
export class ReplyTooLarge extends Error {
  override readonly name = 'ReplyTooLarge';
}

export interface OutboundHttpOptions {
  /** Whether connections are used again. */
  readonly keepAlive?: boolean;
  /** Most connections to one host. */
  readonly connections?: number;
}

/**
 * One HTTP request at a time to targets that somebody else chose. Connections are kept and used again: each was judged
 * by the guard when it was made. Redirects are not followed: they could lead where the first address may not.
 */
export class OutboundHttp {
  readonly #guard: TargetGuard;
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent };

  constructor(guard: TargetGuard, { keepAlive = true, connections = 8 }: OutboundHttpOptions = {}) {
    this.#guard = guard;
    const options = { keepAlive, maxSockets: connections, timeout: 30_000 };
    this.#agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }

  /**
   * Resolves with the head of the reply.
   * @throws MingdaError `TARGET_FORBIDDEN`; else the error of the network, of TLS or of the signal, as Node has it
   */
  async send(url: URL, request: OutboundRequest): Promise<OutboundReply> {
    this.#guard.check(url.hostname);
    request.signal?.throwIfAborted();
    try {
      return await this.#exchange(url, request);
    } catch (error) {
      // The other side may close a kept connection just when it is used again.
      if (!(error instanceof StaleConnection)) throw error;
      if (request.method === 'POST') throw error.cause;
      return this.#exchange(url, request);
    }
  }

  #exchange(url: URL, request: OutboundRequest): Promise<OutboundReply> {
    const { promise, resolve, reject } = Promise.withResolvers<OutboundReply>();
    const secure = url.protocol === 'https:';
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
    const sent = (secure ? httpsRequest : httpRequest)(
      url,
      {
        method: request.method ?? 'GET',
        agent: secure ? this.#agents.https : this.#agents.http,
        headers: {
          'user-agent': userAgent,
          ...(request.body === undefined ? {} : { 'content-length': String(request.body.byteLength) }),
          ...request.headers,
        },
        ...(request.path === undefined ? {} : { path: request.path }),
        lookup: this.#guard.lookup,
      },
      (body) => {
        stopped = body;
        body.once('close', () => signal.removeEventListener('abort', stop));
        resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
      },
    );
    // What ends it early is told to whoever waits: for the head, or for the body.
    let stopped: { destroy(error: Error): unknown } = sent;
    const stop = (): void => void stopped.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', stop);
      reject(sent.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection('', { cause: error }) : error);
    });
    sent.end(request.body);
    return promise;
  }
}

class StaleConnection extends Error {}

/** What we call ourselves; the name that rules of `robots.txt` are written for. */
export const userAgent = 'Mingda';

/**
 * The whole body, unpacked when it is compressed; the limit holds for what comes in and for what it unpacks to.
 * @throws ReplyTooLarge, or the error of the stream
 */
export async function readReply(reply: OutboundReply, mostBytes: number): Promise<Buffer> {
  const declared = Number(reply.headers['content-length'] ?? 0);
  if (declared > mostBytes) {
    reply.body.destroy();
    throw new ReplyTooLarge(`the reply has ${declared} bytes, at most ${mostBytes} are taken`);
  }
  const unpack = decoderOf(reply.headers['content-encoding']);
  if (unpack === undefined) return buffer(limited(reply.body, mostBytes));
  // The error of either end comes out of the last stream.
  return buffer(
    limited(
      pipeline(reply.body, unpack, () => undefined),
      mostBytes,
    ),
  );
}

/** Done with a reply whose body nobody wants: the connection is kept where the rest is short, else cut. */
export function dismissReply({ status, headers, body }: OutboundReply): void {
  const isShort = status === 204 || status === 304 || Number(headers['content-length'] ?? Infinity) <= 16 * 1024;
  if (isShort) body.on('error', () => undefined).resume();
  else body.destroy();
}

async function* limited(source: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > mostBytes) throw new ReplyTooLarge(`the reply is larger than the ${mostBytes} bytes that are taken`);
    yield piece;
  }
}

function decoderOf(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip': {
      return createGunzip();
    }
    case 'deflate': {
      return createInflate();
    }
    case 'br': {
      return createBrotliDecompress();
    }
    default: {
      return undefined;
    }
  }
}
