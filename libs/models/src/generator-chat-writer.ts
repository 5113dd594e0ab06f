import type { LocalTextGenerator } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { chatStream } from './chat-stream.ts';
import type { ChatMessage, ChatOptions, ChatWriter } from './chat-writer.ts';
import { GeneratorChatModel } from './generator-chat-model.ts';

/** What the writer needs of a local language model. */
export type LoadableGenerator = Pick<
  LocalTextGenerator,
  'model' | 'entry' | 'generate' | 'countTokens' | 'load' | 'close'
>;

/** Writes with a language model on this machine, through LangChain. Closing it closes the generator. */
export class GeneratorChatWriter implements ChatWriter {
  readonly name: string;
  readonly contextTokens: number;
  readonly #generator: LoadableGenerator;

  constructor(generator: LoadableGenerator) {
    this.#generator = generator;
    this.name = generator.model;
    this.contextTokens = generator.entry.contextTokens;
  }

  async *stream(
    messages: readonly ChatMessage[],
    { maxTokens, signal: given, stop }: ChatOptions,
  ): AsyncGenerator<string> {
    const left = new AbortController();
    const signal = given === undefined ? left.signal : AbortSignal.any([given, left.signal]);
    const model = new GeneratorChatModel({ generator: this.#generator, maxTokens });
    let written = false;
    try {
      for await (const text of chatStream(model, messages, { signal, stop })) {
        written = true;
        yield text;
      }
      if (!written)
        throw new MingdaError('MODEL_BAD_OUTPUT', { subject: this.name, detail: 'the model wrote nothing' });
    } catch (error) {
      if (error instanceof MingdaError || given?.aborted !== true) throw error;
      const late = error instanceof DOMException && error.name === 'TimeoutError';
      throw new MingdaError(late ? 'INFERENCE_TIMEOUT' : 'INFERENCE_CANCELLED', { subject: this.name, cause: error });
    } finally {
      left.abort();
    }
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return this.#generator.countTokens(texts);
  }

  ready(): Promise<void> {
    return this.#generator.load();
  }

  close(): Promise<void> {
    return this.#generator.close();
  }
}
