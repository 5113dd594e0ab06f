export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatOptions {
  readonly maxTokens: number;
  readonly signal?: AbortSignal | undefined;
  readonly stop?: readonly string[] | undefined;
}

/** A language model that writes text, piece by piece. */
export interface ChatWriter {
  readonly name: string;
  /** Tokens that the model can take, prompt and answer together. */
  readonly contextTokens: number;
  /**
   * Starts when it is iterated; leaving the loop ends it at the model too.
   * @throws MingdaError `INFERENCE_TIMEOUT`, `INFERENCE_CANCELLED`, `INFERENCE_QUEUE_FULL`, `MODEL_UNAVAILABLE`,
   *   `MODEL_BAD_OUTPUT`, `TEXT_TOO_LONG`
   */
  stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncIterable<string>;
  /** Tokens of each text by itself; an estimate where the model's tokenizer is not here. */
  countTokens(texts: readonly string[]): Promise<readonly number[]>;
  /** Resolves once the model is loaded and warm; at once for a model elsewhere. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
