import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MingdaError } from '@mingda/platform';
import type { BatchOutput } from '../worker/backend.ts';
import type { WorkerCall, WorkerReply, WorkerRequest, WorkerSettings } from '../worker/worker-messages.ts';

/** What a thread is for: everything with live work first, or live work alone. */
export type ThreadKind = 'general' | 'live';

interface PendingCall {
  readonly resolve: (output: BatchOutput | undefined) => void;
  readonly reject: (error: MingdaError) => void;
}

export interface ThreadOptions {
  readonly kind: ThreadKind;
  readonly settings: WorkerSettings;
  readonly workerFile?: URL | undefined;
}

const ownWorker = new URL(`../worker/inference.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** One worker thread. A run blocks it, so calls are answered one after the other in the order they were sent. */
export class InferenceThread {
  readonly kind: ThreadKind;
  /** Resolves with the reason when the thread has ended. */
  readonly ended: Promise<string>;
  /** Batches sent and not answered; kept by the dispatcher. */
  inFlight = 0;
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  #alive = true;

  constructor(options: ThreadOptions) {
    this.kind = options.kind;
    this.#worker = new Worker(options.workerFile ?? ownWorker, {
      workerData: options.settings,
      name: `inference-${options.kind}`,
    });
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.ended = this.#watch();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @throws MingdaError what the worker threw, or `INFERENCE_WORKER_CRASHED` when it ended first */
  call(call: WorkerCall, transfer: readonly ArrayBuffer[] = []): Promise<BatchOutput | undefined> {
    if (!this.#alive)
      return Promise.reject(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: 'the thread has ended' }));
    const id = this.#nextId;
    this.#nextId += 1;
    const request: WorkerRequest = { id, call };
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  /** Asks the thread to end after the runs it has; resolves when it did. */
  async close(): Promise<void> {
    if (!this.#alive) return;
    this.#worker.postMessage({ id: 0, call: { type: 'close' } } satisfies WorkerRequest);
    await this.ended;
  }

  #settle(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('failure' in reply) {
      const { code, subject, detail, fixes } = reply.failure;
      pending?.reject(
        new MingdaError(code, {
          ...(subject === undefined ? {} : { subject }),
          ...(detail === undefined ? {} : { detail }),
          fixes,
        }),
      );
    } else {
      pending?.resolve(reply.output);
    }
  }

  #watch(): Promise<string> {
    let cause: unknown;
    return new Promise((resolve) => {
      this.#worker.on('error', (error) => {
        cause = error;
      });
      this.#worker.on('exit', (code) => {
        this.#alive = false;
        const reason = cause instanceof Error ? cause.message : `exit code ${code}`;
        for (const { reject } of this.#pending.values())
          reject(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: reason, cause }));
        this.#pending.clear();
        resolve(reason);
      });
    });
  }
}
