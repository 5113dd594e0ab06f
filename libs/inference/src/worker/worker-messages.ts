import type { ErrorCode } from '@mingda/contracts';
import type { Batch, BatchOutput, ModelSpec } from './backend.ts';

export interface WorkerSettings {
  /** What computes, as `openDevice` found it. */
  readonly device: string;
  readonly intraOpThreads: number;
  /** Lower scheduling priority of the worker, 0 (none) to 19; Linux only. */
  readonly niceness: number;
}

export type WorkerCall =
  | { readonly type: 'load'; readonly spec: ModelSpec }
  | { readonly type: 'run'; readonly batch: Batch }
  | { readonly type: 'unload'; readonly key: string }
  /** Ends the worker by itself: stopping a thread from outside during a run aborts the whole process. */
  | { readonly type: 'close' };

export interface WorkerRequest {
  readonly id: number;
  readonly call: WorkerCall;
}

export interface WorkerFailure {
  readonly code: ErrorCode;
  readonly subject: string | undefined;
  readonly detail: string | undefined;
  readonly fixes: readonly string[];
}

export type WorkerReply =
  /** `residentBytes`: memory of the worker's whole process, told after a load. */
  | { readonly id: number; readonly output: BatchOutput | undefined; readonly residentBytes?: number | undefined }
  | { readonly id: number; readonly failure: WorkerFailure };
