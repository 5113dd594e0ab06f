/** The part of node-llama-cpp 3 that is used. The package is optional, so its own types are not here to import. */

export interface LlamaSequence {
  clearHistory(): Promise<void>;
}

interface LlamaContext {
  getSequence(): LlamaSequence;
}

export interface LlamaModel {
  /** Tokens that the model was trained to attend to. */
  readonly trainContextSize: number;
  readonly tokenizer: unknown;
  tokenize(text: string): readonly number[];
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
}

interface Llama {
  readonly gpu: string | false;
  loadModel(options: { readonly modelPath: string; readonly gpuLayers?: number }): Promise<LlamaModel>;
}

export interface SamplingOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly signal: AbortSignal;
  readonly stopOnAbortSignal: true;
  readonly customStopTriggers: readonly string[];
  readonly onTextChunk: (text: string) => void;
  readonly onToken: (tokens: readonly number[]) => void;
}

interface Ending {
  readonly metadata: { readonly stopReason: string };
}

interface LlamaCompletion {
  generateCompletionWithMeta(prompt: string, options: SamplingOptions): Promise<Ending>;
}

export type ChatHistoryItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] };

interface LlamaChat {
  readonly chatWrapper: {
    generateContextState(state: { readonly chatHistory: readonly ChatHistoryItem[] }): {
      readonly contextText: { tokenize(tokenizer: unknown): readonly number[] };
    };
  };
  generateResponse(history: readonly ChatHistoryItem[], options: SamplingOptions): Promise<Ending>;
}

type OnSequence<T> = new (options: { readonly contextSequence: LlamaSequence }) => T;

export interface LlamaRuntime {
  getLlama(options: {
    readonly gpu: 'auto' | false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly logLevel: 'error';
    readonly progressLogs: false;
    readonly maxThreads: number;
  }): Promise<Llama>;
  readonly LlamaCompletion: OnSequence<LlamaCompletion>;
  readonly LlamaChat: OnSequence<LlamaChat>;
}
