import { setTimeout as sleep } from 'node:timers/promises';
import { ContextOverflowError } from '@langchain/core/errors';
import { ChatOpenAI } from '@langchain/openai';
import { MingdaError } from '@mingda/platform';
import { chatStream } from './chat-stream.ts';
import type { ChatMessage, ChatOptions, ChatWriter } from './chat-writer.ts';
import { connectionFailure, statusFailure, type RemoteCall } from './remote-failure.ts';
import { estimateTokens } from './text-estimate.ts';

export interface OpenAiChatOptions {
  /** Address up to and including `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | undefined;
  /** Tokens that the model can take; 8,192 by default. */
  readonly contextTokens?: number | undefined;
  /** Longest wait for the first piece of text, connecting included; 60 s by default. */
  readonly firstMs?: number | undefined;
  /** Longest wait between two pieces; 60 s by default. */
  readonly stallMs?: number | undefined;
  /** Longest time for the whole answer; 120 s by default. */
  readonly totalMs?: number | undefined;
}

const defaults = { contextTokens: 8192, firstMs: 60_000, stallMs: 60_000, totalMs: 120_000 };
/** Servers without keys still want the header to be there. */
const noKey = 'none';
/** A server that restarts or a balancer between two servers: worth another try while nobody has seen any text. */
const passingStatus = new Set([502, 503]);
const attempts = 3;
const firstPauseMs = 200;

/** Writes with any server that speaks the OpenAI protocol, through LangChain. */
export class OpenAiChatWriter implements ChatWriter {
  readonly name: string;
  readonly contextTokens: number;
  readonly #options: OpenAiChatOptions;

  constructor(options: OpenAiChatOptions) {
    this.#options = options;
    this.name = options.model;
    this.contextTokens = options.contextTokens ?? defaults.contextTokens;
  }

  async *stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncGenerator<string> {
    const { url, totalMs = defaults.totalMs } = this.#options;
    const total = AbortSignal.timeout(totalMs);
    for (let attempt = 1; ; attempt += 1) {
      const late = new AbortController();
      const call: RemoteCall = { url, signal: options.signal, limit: AbortSignal.any([total, late.signal]) };
      let written = false;
      try {
        for await (const text of this.#attempt(messages, { ...options, call, late })) {
          written = true;
          yield text;
        }
        return;
      } catch (error) {
        const again = !written && attempt < attempts && isPassing(error, call);
        if (!again) throw chatFailure(error, call);
      }
      await pause(firstPauseMs * 2 ** (attempt - 1), call);
    }
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return Promise.resolve(texts.map(estimateTokens));
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async *#attempt(
    messages: readonly ChatMessage[],
    options: ChatOptions & { readonly call: RemoteCall; readonly late: AbortController },
  ): AsyncGenerator<string> {
    const { call, late, stop } = options;
    const { firstMs = defaults.firstMs, stallMs = defaults.stallMs } = this.#options;
    const left = new AbortController();
    const signal = AbortSignal.any([call.limit, left.signal, ...(call.signal === undefined ? [] : [call.signal])]);
    let timer = setTimeout(() => late.abort(), firstMs);
    let written = false;
    try {
      for await (const text of chatStream(this.#model(options.maxTokens), messages, { signal, stop })) {
        clearTimeout(timer);
        timer = setTimeout(() => late.abort(), stallMs);
        written = true;
        yield text;
      }
      if (!written) throw new MingdaError('MODEL_BAD_OUTPUT', { subject: call.url, detail: 'the model wrote nothing' });
    } finally {
      clearTimeout(timer);
      // Ends the request at the server when the reader left.
      left.abort();
    }
  }

  #model(maxTokens: number): ChatOpenAI {
    const { url, model, key } = this.#options;
    return new ChatOpenAI({
      model,
      apiKey: key ?? noKey,
      configuration: { baseURL: url },
      temperature: 0,
      maxTokens,
      streaming: true,
      // Not every server knows the option that asks for it.
      streamUsage: false,
      // We retry ourselves, and only before the first piece: text may have been shown already.
      maxRetries: 0,
    });
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;

/** What a connection reports that was refused, cut or never made. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A failure of the way to the server and not of what it said. */
function isPassing(error: unknown, call: RemoteCall): boolean {
  if (call.signal?.aborted === true || call.limit.aborted) return false;
  const status = statusOf(error);
  return status === undefined ? hasNetworkCause(error) : passingStatus.has(status);
}

function hasNetworkCause(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  return hasNetworkCause(error.cause);
}

async function pause(ms: number, call: RemoteCall): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: call.signal });
  } catch (error) {
    throw connectionFailure(error, call);
  }
}

function chatFailure(error: unknown, call: RemoteCall): MingdaError {
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ContextOverflowError)
    return new MingdaError('TEXT_TOO_LONG', { subject: call.url, detail: message, cause: error });
  if (status !== undefined && call.signal?.aborted !== true) return statusFailure(status, call, message);
  if (error instanceof SyntaxError)
    return new MingdaError('MODEL_BAD_OUTPUT', { subject: call.url, detail: message, cause: error });
  return connectionFailure(error, call);
}
