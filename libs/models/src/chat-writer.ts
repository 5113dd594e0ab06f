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
  /** @throws MingdaError `INFERENCE_TIMEOUT`, `INFERENCE_CANCELLED`, `MODEL_UNAVAILABLE`, `MODEL_BAD_OUTPUT` */
  stream(messages: readonly ChatMessage[], options: ChatOptions): AsyncIterable<string>;
}
