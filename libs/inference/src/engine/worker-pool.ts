import { setTimeout as sleep } from 'node:timers/promises';
import { MingdaError, type Logger } from '@mingda/platform';
import type { ModelSpec } from '../worker/backend.ts';
import type { WorkerSettings } from '../worker/worker-messages.ts';
import { InferenceWorker, type WorkerKind } from './inference-worker.ts';
import type { Isolation } from './worker-channel.ts';

export interface WorkerPoolOptions {
  readonly general: number;
  readonly live: number;
  readonly isolation: Isolation;
  readonly settings: Omit<WorkerSettings, 'niceness'>;
  readonly workerFile?: URL | undefined;
  readonly logger: Logger;
}

/** General workers step back a little on Linux, so that a live run and the event loop get a core at once. */
const generalNiceness = 5;
const manyRestarts = 5;
const firstRestartDelayMs = 50;
const longestRestartDelayMs = 30_000;

/** Keeps the wished number of workers running with the wished models loaded, and replaces those that stop. */
export class WorkerPool {
  #workers: InferenceWorker[] = [];
  readonly #models = new Map<string, ModelSpec>();
  readonly #options: WorkerPoolOptions;
  #closing = false;
  #failedRestarts = 0;
  /** Called when a replacement is ready for work. */
  onReady: () => void = () => {};
  /** Called when replacements keep failing and no worker is left. */
  onLost: (error: MingdaError) => void = () => {};

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.general; index += 1) this.#add(this.#spawn('general'));
    for (let index = 0; index < options.live; index += 1) this.#add(this.#spawn('live'));
  }

  get workers(): readonly InferenceWorker[] {
    return this.#workers;
  }

  /** Memory of the processes that models lie in: this one, or those of the workers as of their last load. */
  residentBytes(): number {
    if (this.#options.isolation === 'thread') return process.memoryUsage.rss();
    return this.#workers.reduce((sum, worker) => sum + worker.residentBytes, 0);
  }

  /** Loads a model in every worker. @throws MingdaError `MODEL_BACKEND_UNAVAILABLE`, `MODEL_BAD_OUTPUT` */
  async load(spec: ModelSpec): Promise<void> {
    this.#models.set(spec.key, spec);
    try {
      await Promise.all(this.#workers.map((worker) => worker.call({ type: 'load', spec })));
    } catch (error) {
      await this.unload(spec.key);
      throw error;
    }
  }

  async unload(key: string): Promise<void> {
    this.#models.delete(key);
    await Promise.allSettled(this.#workers.map((worker) => worker.call({ type: 'unload', key })));
  }

  /** Workers end after the runs they hold. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #spawn(kind: WorkerKind): InferenceWorker {
    const { settings, workerFile, isolation } = this.#options;
    return new InferenceWorker({
      kind,
      isolation,
      workerFile,
      settings: { ...settings, niceness: kind === 'general' ? generalNiceness : 0 },
    });
  }

  #add(worker: InferenceWorker): void {
    this.#workers.push(worker);
    void worker.ended.then((reason) => this.#replace(worker, reason));
  }

  async #replace(worker: InferenceWorker, reason: string): Promise<void> {
    this.#workers = this.#workers.filter((other) => other !== worker);
    if (this.#closing) return;
    this.#options.logger.error(
      { kind: worker.kind, worker: worker.name, reason },
      'inference worker stopped, starting another',
    );
    const delayMs = Math.min(firstRestartDelayMs * 2 ** this.#failedRestarts, longestRestartDelayMs);
    await sleep(delayMs, undefined, { ref: false });
    if (this.#closing) return;
    const successor = this.#spawn(worker.kind);
    try {
      for (const spec of this.#models.values()) await successor.call({ type: 'load', spec });
    } catch (error) {
      this.#retry(successor, error);
      return;
    }
    this.#failedRestarts = 0;
    if (this.#closing) {
      await successor.close();
      return;
    }
    this.#add(successor);
    this.onReady();
  }

  /** Tries on for as long as it takes, ever more slowly; those who wait are told when no worker is left. */
  #retry(successor: InferenceWorker, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failedRestarts += 1;
    if (this.#failedRestarts >= manyRestarts && this.#workers.length === 0)
      this.onLost(new MingdaError('INFERENCE_WORKER_CRASHED', { detail: reason }));
    void successor.close().then(() => this.#replace(successor, reason));
  }
}
