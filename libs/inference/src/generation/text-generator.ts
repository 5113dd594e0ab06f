import type { Priority } from '@mingda/contracts';

export interface GenerationMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface GenerationRequest {
  readonly messages: readonly GenerationMessage[];
  /** Most tokens of the answer; the generator's own limit when absent. */
  readonly maxTokens?: number | undefined;
  /** Texts at which writing ends; they are not part of the answer. */
  readonly stop?: readonly string[] | undefined;
  /** 0 takes the likeliest token each time. */
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
}

export interface GenerationOptions {
  readonly signal: AbortSignal;
  readonly priority: Priority;
}

export type FinishReason = 'stop' | 'length' | 'cancelled';

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A piece of the answer; `finish` and `usage` come with the last one alone. */
export interface GenerationPiece {
  readonly text: string;
  readonly finish?: FinishReason | undefined;
  readonly usage?: TokenUsage | undefined;
}

/** A language model that writes text piece by piece, wherever it runs. */
export interface TextGenerator {
  /** Key of the model in the registry. */
  readonly model: string;
  /**
   * Starts when it is iterated; leaving the loop early cancels it. A signal that fires before the first piece throws
   * `INFERENCE_CANCELLED`; after it, the last piece says `cancelled`.
   * @throws MingdaError `INVALID_INPUT`, `TEXT_TOO_LONG`, `INFERENCE_QUEUE_FULL`, `INFERENCE_TIMEOUT`,
   *   `INFERENCE_CANCELLED`, `INFERENCE_WORKER_CRASHED`, `MODEL_UNAVAILABLE`, `MODEL_BACKEND_MISSING`, `MODEL_BAD_OUTPUT`
   */
  generate(request: GenerationRequest, options: GenerationOptions): AsyncIterable<GenerationPiece>;
}
