import { setTimeout as sleep } from 'node:timers/promises';
import { MingdaError, type Logger } from '@mingda/platform';
import type { ModelSpec } from '../worker/backend.ts';
import type { WorkerSettings } from '../worker/worker-messages.ts';
import { InferenceThread, type ThreadKind } from './inference-thread.ts';

export interface ThreadPoolOptions {
  readonly general: number;
  readonly live: number;
  readonly settings: Omit<WorkerSettings, 'niceness'>;
  readonly workerFile?: URL | undefined;
  readonly logger: Logger;
}

/** General threads step back a little on Linux, so that a live run and the event loop get a core at once. */
const generalNiceness = 5;
const maxRestarts = 5;
const firstRestartDelayMs = 50;

/** Keeps the wished number of threads running with the wished models loaded, and replaces those that stop. */
export class ThreadPool {
  #threads: InferenceThread[] = [];
  readonly #models = new Map<string, ModelSpec>();
  readonly #options: ThreadPoolOptions;
  #closing = false;
  #failedRestarts = 0;
  /** Called when a replacement is ready for work. */
  onReady: () => void = () => {};
  /** Called when replacements keep failing and no thread is left. */
  onLost: (error: MingdaError) => void = () => {};

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.general; index += 1) this.#add(this.#spawn('general'));
    for (let index = 0; index < options.live; index += 1) this.#add(this.#spawn('live'));
  }

  get threads(): readonly InferenceThread[] {
    return this.#threads;
  }

  /** Loads a model in every thread. @throws MingdaError `MODEL_BACKEND_UNAVAILABLE`, `MODEL_BAD_OUTPUT` */
  async load(spec: ModelSpec): Promise<void> {
    this.#models.set(spec.key, spec);
    try {
      await Promise.all(this.#threads.map((thread) => thread.call({ type: 'load', spec })));
    } catch (error) {
      await this.unload(spec.key);
      throw error;
    }
  }

  async unload(key: string): Promise<void> {
    this.#models.delete(key);
    await Promise.allSettled(this.#threads.map((thread) => thread.call({ type: 'unload', key })));
  }

  /** Threads end after the runs they hold. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #spawn(kind: ThreadKind): InferenceThread {
    const { settings, workerFile } = this.#options;
    return new InferenceThread({
      kind,
      workerFile,
      settings: { ...settings, niceness: kind === 'general' ? generalNiceness : 0 },
    });
  }

  #add(thread: InferenceThread): void {
    this.#threads.push(thread);
    void thread.ended.then((reason) => this.#replace(thread, reason));
  }

  async #replace(thread: InferenceThread, reason: string): Promise<void> {
    this.#threads = this.#threads.filter((other) => other !== thread);
    if (this.#closing) return;
    this.#options.logger.error({ kind: thread.kind, reason }, 'inference thread stopped, starting another');
    await sleep(firstRestartDelayMs * 2 ** this.#failedRestarts, undefined, { ref: false });
    if (this.#closing) return;
    const successor = this.#spawn(thread.kind);
    try {
      for (const spec of this.#models.values()) await successor.call({ type: 'load', spec });
    } catch (error) {
      this.#giveUpOrRetry(successor, error);
      return;
    }
    this.#failedRestarts = 0;
    this.#add(successor);
    this.onReady();
  }

  #giveUpOrRetry(successor: InferenceThread, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failedRestarts += 1;
    if (this.#failedRestarts < maxRestarts) {
      void successor.close().then(() => this.#replace(successor, reason));
      return;
    }
    this.#options.logger.fatal({ reason }, 'inference threads cannot be started any more');
    void successor.close();
    if (this.#threads.length === 0) this.onLost(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: reason }));
  }
}
