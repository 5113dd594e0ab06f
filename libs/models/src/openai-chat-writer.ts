import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  type AIMessageChunk,
  type BaseMessage,
} from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { MingdaError } from '@mingda/platform';
import type { ChatMessage, ChatOptions, ChatWriter } from './chat-writer.ts';
import { connectionFailure, statusFailure, type RemoteCall } from './remote-failure.ts';

export interface OpenAiChatOptions {
  /** Address up to and including `/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | undefined;
  /** Longest wait for the next piece of text; 60 s by default. */
  readonly stallMs?: number | undefined;
}

const defaultStallMs = 60_000;
/** Servers without keys still want the header to be there. */
const noKey = 'none';

/** Writes with any server that speaks the OpenAI protocol, through LangChain. */
export class OpenAiChatWriter implements ChatWriter {
  readonly name: string;
  readonly #options: OpenAiChatOptions;

  constructor(options: OpenAiChatOptions) {
    this.#options = options;
    this.name = options.model;
  }

  async *stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncGenerator<string> {
    const stalled = new AbortController();
    const stallMs = this.#options.stallMs ?? defaultStallMs;
    const timer = setTimeout(() => stalled.abort(), stallMs);
    const call: RemoteCall = { url: this.#options.url, signal: options.signal, limit: stalled.signal };
    try {
      const signal = options.signal === undefined ? stalled.signal : AbortSignal.any([options.signal, stalled.signal]);
      signal.throwIfAborted();
      const chunks = await this.#model(options.maxTokens).stream(messages.map(toLangChain), {
        signal,
        ...(options.stop === undefined ? {} : { stop: [...options.stop] }),
      });
      let written = false;
      // Not `for await`: leaving one waits for the next piece of the server, which may never come. The abort below ends it.
      const reader = chunks.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        timer.refresh();
        const text = textOf(next.value);
        if (text === '') continue;
        written = true;
        yield text;
      }
      // LangChain ends an aborted stream as if it were complete.
      signal.throwIfAborted();
      if (!written) throw new MingdaError('MODEL_BAD_OUTPUT', { subject: call.url, detail: 'the model wrote nothing' });
    } catch (error) {
      throw chatFailure(error, call);
    } finally {
      clearTimeout(timer);
      stalled.abort();
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
      // Retrying is the caller's decision: text may have been shown already.
      maxRetries: 0,
    });
  }
}

function toLangChain({ role, content }: ChatMessage): BaseMessage {
  if (role === 'system') return new SystemMessage(content);
  return role === 'user' ? new HumanMessage(content) : new AIMessage(content);
}

function textOf(chunk: AIMessageChunk): string {
  if (typeof chunk.content === 'string') return chunk.content;
  return chunk.content.map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : '')).join('');
}

function chatFailure(error: unknown, call: RemoteCall): MingdaError {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status === 'number' && call.signal?.aborted !== true)
    return statusFailure(status, call, error instanceof Error ? error.message : '');
  if (error instanceof SyntaxError)
    return new MingdaError('MODEL_BAD_OUTPUT', { subject: call.url, detail: error.message, cause: error });
  return connectionFailure(error, call);
}
