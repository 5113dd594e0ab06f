import { setTimeout as sleep } from 'node:timers/promises';
import { MingdaError } from '@mingda/platform';
import type { BatchOutput } from '../worker/backend.ts';
import type { WorkerCall, WorkerReply } from '../worker/worker-messages.ts';
import { ProcessChannel } from './process-channel.ts';
import { ThreadChannel } from './thread-channel.ts';
import type { ChannelOptions, Isolation, WorkerChannel } from './worker-channel.ts';

/** What a worker is for: everything with live work first, or live work alone. */
export type WorkerKind = 'general' | 'live';

interface PendingCall {
  readonly resolve: (output: BatchOutput | undefined) => void;
  readonly reject: (error: MingdaError) => void;
}

export interface WorkerOptions extends Omit<ChannelOptions, 'label' | 'onReply'> {
  readonly kind: WorkerKind;
  readonly isolation: Isolation;
}

/** How long a worker that was asked to end may go on with the run it has. */
const closeWithinMs = 5_000;

/** One worker. A run blocks it, so calls are answered one after the other in the order they were sent. */
export class InferenceWorker {
  readonly kind: WorkerKind;
  /** Resolves with the reason when the worker has ended. */
  readonly ended: Promise<string>;
  /** Batches sent and not answered; kept by the dispatcher. */
  inFlight = 0;
  /** Whether the batches it holds are live ones; kept by the dispatcher. */
  holdsLive = false;
  /** Holds a text that a worker died with: it gets nothing else meanwhile. Kept by the dispatcher. */
  holdsSuspect = false;
  /** Memory of the process that it runs in, as of the last load; 0 before. */
  residentBytes = 0;
  readonly #channel: WorkerChannel;
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  #alive = true;

  constructor({ kind, isolation, ...options }: WorkerOptions) {
    this.kind = kind;
    const Channel = isolation === 'process' ? ProcessChannel : ThreadChannel;
    this.#channel = new Channel({ ...options, label: kind, onReply: (reply) => this.#settle(reply) });
    this.ended = this.#channel.ended.then((reason) => this.#end(reason));
  }

  get alive(): boolean {
    return this.#alive;
  }

  get name(): string {
    return this.#channel.name;
  }

  /** @throws MingdaError what the worker threw, or `INFERENCE_WORKER_CRASHED` when it ended first */
  call(call: WorkerCall, transfer: readonly ArrayBuffer[] = []): Promise<BatchOutput | undefined> {
    if (!this.#alive)
      return Promise.reject(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: 'the worker has ended' }));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#channel.send({ id, call }, transfer);
    });
  }

  /** Asks the worker to end after the runs it has, and ends a process that does not within seconds. */
  async close(): Promise<void> {
    if (!this.#alive) return;
    this.#channel.send({ id: 0, call: { type: 'close' } }, []);
    const isLate = await Promise.race([this.ended.then(() => false), sleep(closeWithinMs, true, { ref: false })]);
    if (isLate && this.#channel.kill()) await this.ended;
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
      this.residentBytes = reply.residentBytes ?? this.residentBytes;
      pending?.resolve(reply.output);
    }
  }

  #end(reason: string): string {
    this.#alive = false;
    for (const { reject } of this.#pending.values())
      reject(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: reason }));
    this.#pending.clear();
    return reason;
  }
}
