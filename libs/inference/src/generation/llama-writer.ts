import type { LlamaFailure, LlamaRequest, LlamaSettings } from './llama-messages.ts';
import type { ChatHistoryItem, LlamaModel, LlamaRuntime, LlamaSequence, SamplingOptions } from './llama-runtime.ts';
import type { FinishReason, GenerationMessage, TokenUsage } from './text-generator.ts';
import { transcriptPrompt, transcriptStop } from './transcript-prompt.ts';

export interface Written {
  readonly finish: FinishReason;
  readonly usage: TokenUsage;
}

export class PromptTooLong extends Error {
  readonly failure: LlamaFailure;

  constructor(tokens: number, window: number) {
    const detail = `the prompt has ${tokens} tokens, the model's window ${window}`;
    super(detail);
    this.failure = { code: 'TEXT_TOO_LONG', detail };
  }
}

/** One model in one context: writes one answer at a time. It lives in the process of the runtime. */
export class LlamaWriter {
  readonly #runtime: LlamaRuntime;
  readonly #model: LlamaModel;
  readonly #sequence: LlamaSequence;
  readonly #settings: LlamaSettings;

  constructor(parts: { runtime: LlamaRuntime; model: LlamaModel; sequence: LlamaSequence; settings: LlamaSettings }) {
    this.#runtime = parts.runtime;
    this.#model = parts.model;
    this.#sequence = parts.sequence;
    this.#settings = parts.settings;
  }

  /** @throws PromptTooLong when the prompt leaves no room for a token of answer */
  async write(
    request: LlamaRequest,
    { signal, onText }: { readonly signal: AbortSignal; readonly onText: (text: string) => void },
  ): Promise<Written> {
    const run = this.#settings.prompt === 'transcript' ? this.#transcript(request) : this.#chat(request);
    const room = this.#settings.contextTokens - run.promptTokens;
    if (room < 1) throw new PromptTooLong(run.promptTokens, this.#settings.contextTokens);
    let completionTokens = 0;
    const ending = await run.start({
      maxTokens: Math.min(request.maxTokens, room),
      temperature: request.temperature ?? 0,
      ...(request.topP === undefined ? {} : { topP: request.topP }),
      ...(request.seed === undefined ? {} : { seed: request.seed }),
      signal,
      stopOnAbortSignal: true,
      customStopTriggers: [...run.stop, ...(request.stop ?? [])],
      onTextChunk: onText,
      onToken: (tokens) => {
        completionTokens += tokens.length;
      },
    });
    return {
      finish: finishOf(ending.metadata.stopReason),
      usage: { promptTokens: run.promptTokens, completionTokens },
    };
  }

  #transcript({ messages }: LlamaRequest) {
    const prompt = transcriptPrompt(messages);
    const completion = new this.#runtime.LlamaCompletion({ contextSequence: this.#sequence });
    return {
      promptTokens: this.#model.tokenize(prompt).length + 1,
      stop: [transcriptStop],
      start: (options: SamplingOptions) => completion.generateCompletionWithMeta(prompt, options),
    };
  }

  #chat({ messages }: LlamaRequest) {
    const chat = new this.#runtime.LlamaChat({ contextSequence: this.#sequence });
    const history: ChatHistoryItem[] = [...messages.map(toHistory), { type: 'model', response: [] }];
    const { contextText } = chat.chatWrapper.generateContextState({ chatHistory: history });
    return {
      promptTokens: contextText.tokenize(this.#model.tokenizer).length,
      stop: [],
      start: (options: SamplingOptions) => chat.generateResponse(history, options),
    };
  }
}

function toHistory({ role, content }: GenerationMessage): ChatHistoryItem {
  return role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content };
}

function finishOf(stopReason: string): FinishReason {
  if (stopReason === 'maxTokens') return 'length';
  return stopReason === 'abort' ? 'cancelled' : 'stop';
}
