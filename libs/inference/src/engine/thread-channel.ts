import { Worker } from 'node:worker_threads';
import type { WorkerRequest } from '../worker/worker-messages.ts';
import { ownWorkerFile, type ChannelOptions, type WorkerChannel } from './worker-channel.ts';

/**
 * A thread of this process: batches and vectors change hands without a copy, and nothing is loaded twice but the weights.
 * An exception or a full heap ends the thread alone; a fault inside ONNX Runtime ends the process.
 */
export class ThreadChannel implements WorkerChannel {
  readonly name: string;
  readonly ended: Promise<string>;
  readonly #worker: Worker;

  constructor({ label, settings, workerFile, onReply }: ChannelOptions) {
    this.#worker = new Worker(workerFile ?? ownWorkerFile, { workerData: settings, name: `inference-${label}` });
    this.name = `thread ${this.#worker.threadId}`;
    this.#worker.on('message', onReply);
    this.ended = this.#watch();
  }

  send(request: WorkerRequest, transfer: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(request, transfer);
  }

  /** Terminating a thread during a run aborts the process. */
  kill(): boolean {
    return false;
  }

  #watch(): Promise<string> {
    let cause: string | undefined;
    return new Promise((resolve) => {
      this.#worker.on('error', (error) => {
        cause = error instanceof Error ? error.message : String(error);
      });
      this.#worker.on('exit', (code) => resolve(cause ?? `exit code ${code}`));
    });
  }
}
