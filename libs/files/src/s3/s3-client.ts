import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import {
  dismissReply,
  MingdaError,
  readReply,
  ReplyTooLarge,
  type OutboundHttp,
  type OutboundReply,
} from '@mingda/platform';
import { child, childrenOf, textOfElement } from '../xml/xml-query.ts';
import { readXml, type XmlElement } from '../xml/xml-reader.ts';
import { faultReason, S3Fault } from './s3-fault.ts';
import { encodePath, encodeQuery, signRequest, type S3Credentials } from './s3-signature.ts';

export interface S3Location {
  /** Of a compatible store; Amazon's own when absent. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  readonly pathStyle: boolean;
}

export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modifiedAt: Date | undefined;
}

export interface S3ClientOptions {
  readonly location: S3Location;
  readonly credentials: S3Credentials;
  readonly http: Pick<OutboundHttp, 'send'>;
  /** Before the second try; doubled before each further one. */
  readonly firstPauseMs?: number;
}

interface Call {
  readonly method: string;
  /** Absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Most time to the last byte of the answer. */
  readonly timeoutMs?: number;
}

const tries = 4;
const requestMs = 300_000;
/** Whoever reads an open object sets the pace. */
const openMs = 24 * 3_600_000;
const mostAnswerBytes = 8 * 1024 * 1024;
const nothing = new Uint8Array();

/**
 * The part of the S3 protocol that originals and sources need, on one bucket. Faults that may pass are tried again with
 * growing pauses; all others end at once. Every method throws S3Fault, or MingdaError `TARGET_FORBIDDEN`.
 */
export class S3Client {
  readonly #options: S3ClientOptions;
  readonly #origin: URL;
  readonly #pathPrefix: string;

  constructor(options: S3ClientOptions) {
    this.#options = options;
    const { endpoint, region, bucket, pathStyle } = options.location;
    const origin = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
    const folder = origin.pathname.replace(/\/+$/, '');
    // A dot in the name would break the certificate of the host that starts with it, anything odder would name another
    // host, and an address has no such names.
    const inPath = pathStyle || !/^[\w-]+$/.test(bucket) || isIP(origin.hostname.replace(/^\[|\]$/g, '')) !== 0;
    if (!inPath) origin.hostname = `${bucket}.${origin.hostname}`;
    this.#origin = origin;
    this.#pathPrefix = inPath ? `${folder}/${encodePath(bucket)}` : folder;
  }

  /** Everything below a prefix, page by page, in the store's order. */
  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<S3Object> {
    let token: string | undefined;
    do {
      const answer = await this.xml({
        method: 'GET',
        query: {
          'list-type': '2',
          // XML cannot hold every character that a key can.
          'encoding-type': 'url',
          prefix,
          ...(token === undefined ? {} : { 'continuation-token': token }),
        },
        signal,
      });
      const encoded = textAt(answer, 'EncodingType') === 'url';
      for (const entry of childrenOf(answer, 'Contents')) yield objectOf(entry, encoded);
      const next = textAt(answer, 'NextContinuationToken');
      if (textAt(answer, 'IsTruncated') === 'true' && (next === undefined || next === token)) {
        throw new S3Fault('refused', 'the store says that there is more, but not where');
      }
      token = textAt(answer, 'IsTruncated') === 'true' ? next : undefined;
    } while (token !== undefined);
  }

  /** Size in bytes, or undefined where there is no such object. */
  async size(key: string): Promise<number | undefined> {
    try {
      const reply = await this.send({ method: 'HEAD', key });
      // Of the length that the head tells, nothing follows.
      reply.body.resume();
      return Number(reply.headers['content-length']);
    } catch (error) {
      if (error instanceof S3Fault && error.reason === 'key-missing') return undefined;
      throw error;
    }
  }

  async get(key: string, mostBytes: number, signal?: AbortSignal): Promise<Buffer> {
    return this.#retried(signal, async () => readReply(await this.#once({ method: 'GET', key, signal }), mostBytes));
  }

  async open(key: string): Promise<Readable> {
    return (await this.send({ method: 'GET', key, timeoutMs: openMs })).body;
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    dismissReply(await this.send({ method: 'PUT', key, body }));
  }

  /** Deleting what is not there is no error. */
  async delete(key: string): Promise<void> {
    dismissReply(await this.send({ method: 'DELETE', key }));
  }

  /** A request whose answer is XML. An error that comes with status 200 is one all the same. */
  async xml(call: Call): Promise<XmlElement> {
    return this.#retried(call.signal, async () => {
      const answer = await xmlOf(await readReply(await this.#once(call), mostAnswerBytes));
      if (answer?.name === 'Error') throw faultOf(500, answer);
      if (answer === undefined) throw new S3Fault('refused', 'the answer is no XML; is this address an S3 store?');
      return answer;
    });
  }

  /** A request that succeeded; its body is the caller's to read. */
  async send(call: Call): Promise<OutboundReply> {
    return this.#retried(call.signal, () => this.#once(call));
  }

  async #once({
    method,
    key,
    query = {},
    headers = {},
    body,
    signal,
    timeoutMs = requestMs,
  }: Call): Promise<OutboundReply> {
    const { credentials, location, http } = this.#options;
    const path = `${this.#pathPrefix}/${key === undefined ? '' : encodePath(key)}`;
    const signed = signRequest(
      { method, host: this.#origin.host, path, query, headers, payload: body ?? nothing },
      credentials,
      { region: location.region, at: new Date() },
    );
    const search = encodeQuery(query);
    const reply = await http.send(this.#origin, {
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: signed,
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    if (reply.status >= 200 && reply.status < 300) return reply;
    const answer = await xmlOf(await readReply(reply, mostAnswerBytes));
    throw faultOf(reply.status, answer, reply.headers['x-amz-bucket-region']);
  }

  async #retried<T>(signal: AbortSignal | undefined, attempt: () => Promise<T>): Promise<T> {
    const { firstPauseMs = 200 } = this.#options;
    for (let n = 1; ; n += 1) {
      try {
        return await attempt();
      } catch (error) {
        signal?.throwIfAborted();
        const fault = asFault(error, this.#origin.hostname);
        if (!(fault instanceof S3Fault) || fault.reason !== 'unavailable' || n === tries) throw fault;
        await pause(firstPauseMs * 2 ** (n - 1) * (0.5 + Math.random()), undefined, { signal });
      }
    }
  }
}

function objectOf(entry: XmlElement, encoded: boolean): S3Object {
  const key = textAt(entry, 'Key') ?? '';
  const modified = new Date(textAt(entry, 'LastModified') ?? '');
  return {
    key: encoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
    bytes: Number(textAt(entry, 'Size') ?? 0),
    etag: (textAt(entry, 'ETag') ?? '').replaceAll('"', ''),
    modifiedAt: Number.isNaN(modified.getTime()) ? undefined : modified,
  };
}

function textAt(element: XmlElement, name: string): string | undefined {
  const found = child(element, name);
  return found === undefined ? undefined : textOfElement(found);
}

async function xmlOf(content: Buffer): Promise<XmlElement | undefined> {
  try {
    return await readXml(pieces(content));
  } catch {
    return undefined;
  }
}

async function* pieces(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

function faultOf(status: number, answer: XmlElement | undefined, region?: string | string[]): S3Fault {
  const code = answer === undefined ? undefined : textAt(answer, 'Code');
  const reason = faultReason(status, code);
  const said = answer === undefined ? undefined : textAt(answer, 'Message');
  const where = (answer && textAt(answer, 'Region')) ?? (typeof region === 'string' ? region : undefined);
  const hint = reason === 'wrong-region' && where !== undefined ? `; the bucket lies in ${where}` : '';
  return new S3Fault(reason, `${code ?? `status ${status}`}${said === undefined ? '' : `: ${said.trim()}`}${hint}`);
}

function asFault(error: unknown, host: string): unknown {
  if (error instanceof S3Fault || error instanceof MingdaError) return error;
  if (error instanceof ReplyTooLarge) return new S3Fault('too-large', error.message, error);
  const { code, message } = error as NodeJS.ErrnoException;
  const hint = code === 'ENOTFOUND' ? `: no such host as ${host}; some stores want the bucket in the path` : '';
  return new S3Fault('unavailable', `${code ?? message}${hint}`, error);
}
