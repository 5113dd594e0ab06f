import type { ErrorCode } from '@mingda/contracts';
import type { FinishReason, GenerationRequest, TokenUsage } from './text-generator.ts';

/** What the process needs to load a model. */
export interface LlamaSettings {
  /** Address of node-llama-cpp's entry file. */
  readonly runtime: string;
  /** Path of the GGUF file. */
  readonly weights: string;
  readonly contextTokens: number;
  readonly prompt: 'template' | 'transcript';
  /** Answers written at the same time; each has a context of its own. */
  readonly parallel: number;
  readonly threads: number;
  readonly gpu: boolean;
}

export interface LlamaRequest extends GenerationRequest {
  readonly maxTokens: number;
}

export type LlamaCall =
  | { readonly type: 'load'; readonly settings: LlamaSettings }
  | { readonly type: 'generate'; readonly id: number; readonly request: LlamaRequest }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'count'; readonly id: number; readonly texts: readonly string[] };

export interface LlamaFailure {
  readonly code: ErrorCode;
  readonly detail: string;
}

export interface LlamaReady {
  /** Resident memory of the process, weights and contexts included. */
  readonly memoryBytes: number;
  /** What computes: `cpu`, or the graphics interface that was found. */
  readonly device: string;
}

export type LlamaEvent =
  | { readonly type: 'ready'; readonly ready: LlamaReady }
  | { readonly type: 'unloadable'; readonly failure: LlamaFailure }
  | { readonly type: 'piece'; readonly id: number; readonly text: string }
  | { readonly type: 'done'; readonly id: number; readonly finish: FinishReason; readonly usage: TokenUsage }
  | { readonly type: 'counted'; readonly id: number; readonly counts: readonly number[] }
  | { readonly type: 'failed'; readonly id: number; readonly failure: LlamaFailure };
