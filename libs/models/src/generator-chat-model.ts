import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { SimpleChatModel, type BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import type { Priority } from '@mingda/contracts';
import type { GenerationMessage, GenerationPiece, TextGenerator } from '@mingda/inference';

export interface GeneratorChatModelOptions {
  readonly generator: TextGenerator;
  readonly maxTokens: number;
  /** 0 by default: answers from documents are not to vary. */
  readonly temperature?: number | undefined;
  readonly priority?: Priority | undefined;
}

/** A text generator of ours as a LangChain chat model, so that whatever takes one can write on this machine. */
export class GeneratorChatModel extends SimpleChatModel {
  readonly #options: GeneratorChatModelOptions;

  constructor(options: GeneratorChatModelOptions) {
    // The queue of the generator decides; trying again on top of it would only lengthen it.
    super({ maxRetries: 0 });
    this.#options = options;
  }

  override _llmType(): string {
    return 'mingda-generator';
  }

  override async _call(messages: BaseMessage[], options: BaseChatModelCallOptions): Promise<string> {
    let text = '';
    for await (const piece of this.#pieces(messages, options)) text += piece.text;
    return text;
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: BaseChatModelCallOptions,
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const { text, finish, usage } of this.#pieces(messages, options)) {
      const message = new AIMessageChunk({
        content: text,
        ...(finish === undefined ? {} : { response_metadata: { finish_reason: finish } }),
        ...(usage === undefined
          ? {}
          : {
              usage_metadata: {
                input_tokens: usage.promptTokens,
                output_tokens: usage.completionTokens,
                total_tokens: usage.promptTokens + usage.completionTokens,
              },
            }),
      });
      yield new ChatGenerationChunk({ text, message });
      await runManager?.handleLLMNewToken(text);
    }
  }

  #pieces(
    messages: readonly BaseMessage[],
    { signal, stop }: BaseChatModelCallOptions,
  ): AsyncIterable<GenerationPiece> {
    const { generator, maxTokens, temperature = 0, priority = 'live' } = this.#options;
    return generator.generate(
      { messages: messages.map(toGenerationMessage), maxTokens, stop, temperature },
      { signal: signal ?? new AbortController().signal, priority },
    );
  }
}

function toGenerationMessage(message: BaseMessage): GenerationMessage {
  const type = message.getType();
  return { role: type === 'system' ? 'system' : type === 'ai' ? 'assistant' : 'user', content: message.text };
}
