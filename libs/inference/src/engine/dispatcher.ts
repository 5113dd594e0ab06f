import type { Priority } from '@mingda/contracts';
import { toMingdaError, MingdaError } from '@mingda/platform';
import { decodeOutput, encodeBatch } from './batch-codec.ts';
import { planBatch } from './batch-plan.ts';
import type { EmbedTask, QueueEntry } from './embed-task.ts';
import type { QueueOptions } from './inference-options.ts';
import type { InferenceThread } from './inference-thread.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Batches a thread may hold: one runs, one is at hand when it ends. */
const depth = 2;

/** Moves waiting texts to threads: the one place that decides what runs next, and where. */
export class Dispatcher {
  readonly #pool: ThreadPool;
  readonly #options: QueueOptions;
  readonly #models: () => Iterable<LoadedModel>;
  readonly #liveThreads: boolean;
  #liveInARow = 0;
  #timer: NodeJS.Timeout | undefined;
  #watchers: { readonly model: LoadedModel; readonly resolve: () => void }[] = [];

  constructor(parts: {
    pool: ThreadPool;
    options: QueueOptions;
    liveThreads: boolean;
    models: () => Iterable<LoadedModel>;
  }) {
    this.#pool = parts.pool;
    this.#options = parts.options;
    this.#liveThreads = parts.liveThreads;
    this.#models = parts.models;
    parts.pool.onReady = () => this.pump();
    parts.pool.onLost = (error) => this.#failEverything(error);
  }

  /** Hands out batches until no thread can take one or nothing may go. */
  pump(): void {
    for (const thread of this.#byLoad()) {
      while (thread.alive && this.#feed(thread));
    }
    if (this.#watchers.length > 0) this.#tellWatchers();
  }

  /** Resolves when no accepted request of the model is unfinished. */
  unused(model: LoadedModel): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ model, resolve });
      this.#tellWatchers();
    });
  }

  #tellWatchers(): void {
    const done = this.#watchers.filter(({ model }) => model.unused);
    this.#watchers = this.#watchers.filter((watcher) => !done.includes(watcher));
    for (const { resolve } of done) resolve();
  }

  /** Threads with the least to do first; among equals those kept for live work. */
  #byLoad(): InferenceThread[] {
    return this.#pool.threads.toSorted(
      (a, b) => a.inFlight - b.inFlight || (a.kind === 'live' ? -1 : 0) - (b.kind === 'live' ? -1 : 0),
    );
  }

  #feed(thread: InferenceThread): boolean {
    const priority = this.#next(thread);
    if (priority === undefined) return false;
    const model = this.#oldest(priority);
    if (model === undefined) return false;
    if (priority === 'live' && this.#waitsForCompany(model)) return false;
    const texts = priority === 'live' ? model.liveTexts(this.#options) : this.#options.maxBatchTexts;
    const entries = planBatch(model.queue.waiting(priority), { tokens: this.#options.maxBatchTokens, texts });
    model.queue.remove(priority, new Set(entries));
    if (thread.kind === 'general') this.#liveInARow = priority === 'live' ? this.#liveInARow + 1 : 0;
    void this.#run(thread, model, entries);
    return true;
  }

  /** What the thread may take now. */
  #next(thread: InferenceThread): Priority | undefined {
    if (thread.inFlight >= depth) return undefined;
    const live = this.#waiting('live');
    const bulk = this.#waiting('bulk');
    if (thread.kind === 'live') return live > 0 ? 'live' : undefined;
    const bulkIsDue = bulk > 0 && this.#liveInARow >= this.#options.liveBurst;
    // Without threads of their own, live texts must not find two bulk batches in front of them.
    const bulkAllowed = bulk > 0 && (bulkIsDue || this.#liveThreads || thread.inFlight === 0);
    // With them, a short line is served sooner there than behind a bulk batch.
    const liveAllowed = live > 0 && (thread.inFlight === 0 || !this.#liveThreads || live > this.#options.liveAloneUpTo);
    if (liveAllowed && !bulkIsDue) return 'live';
    return bulkAllowed ? 'bulk' : undefined;
  }

  #waiting(priority: Priority): number {
    let waiting = 0;
    for (const { queue } of this.#models()) waiting += queue.depth(priority);
    return waiting;
  }

  #oldest(priority: Priority): LoadedModel | undefined {
    let chosen: LoadedModel | undefined;
    for (const model of this.#models()) {
      const oldest = model.queue.oldest(priority);
      if (oldest !== undefined && oldest < (chosen?.queue.oldest(priority) ?? Infinity)) chosen = model;
    }
    return chosen;
  }

  #waitsForCompany(model: LoadedModel): boolean {
    const delay = this.#options.maxQueueDelayMicroseconds / 1000;
    const oldest = model.queue.oldest('live');
    const texts = model.liveTexts(this.#options);
    if (delay === 0 || oldest === undefined || texts === 1 || model.queue.depth('live') >= texts) return false;
    const left = oldest + delay - performance.now();
    if (left <= 0) return false;
    if (this.#timer === undefined) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.pump();
      }, left);
    }
    return true;
  }

  async #run(thread: InferenceThread, model: LoadedModel, entries: readonly QueueEntry[]): Promise<void> {
    const startedAt = performance.now();
    const width = entries.reduce((longest, { length }) => Math.max(longest, length), 0);
    const tokens = entries.reduce((sum, { length }) => sum + length, 0);
    const { batch, transfer } = encodeBatch(model.entry.key, entries);
    thread.inFlight += 1;
    model.running += 1;
    try {
      const output = await thread.call({ type: 'run', batch }, transfer);
      if (output === undefined)
        throw new MingdaError('MODEL_BAD_OUTPUT', { subject: model.entry.key, detail: 'the worker returned nothing' });
      model.metrics.ran({ texts: entries.length, tokens, width, computeMs: output.computeMs });
      for (const [index, embedding] of decodeOutput(entries, output, model.entry.dimensions).entries()) {
        const entry = entries[index];
        const queueMs = startedAt - entry.queuedAt;
        model.metrics.queueMs[entry.task.priority].record(queueMs);
        entry.task.complete(entry, embedding, { queueMs, computeMs: (output.computeMs * entry.length) / tokens });
      }
    } catch (error) {
      this.#recover(model, entries, toMingdaError(error));
    } finally {
      thread.inFlight -= 1;
      model.running -= 1;
    }
    this.pump();
  }

  /** A text whose worker stopped gets one more turn; any other failure is the request's own. */
  #recover(model: LoadedModel, entries: readonly QueueEntry[], error: MingdaError): void {
    const again: QueueEntry[] = [];
    for (const entry of entries) {
      if (entry.task.settled) continue;
      entry.crashes += error.code === 'INFERENCE_WORKER_CRASHED' ? 1 : 0;
      if (error.code === 'INFERENCE_WORKER_CRASHED' && entry.crashes === 1) again.push(entry);
      else this.#fail(model, entry.task, error);
    }
    model.queue.restore(again.filter(({ task }) => !task.settled));
  }

  #fail(model: LoadedModel, task: EmbedTask, error: MingdaError): void {
    model.queue.drop(task);
    if (task.fail(error)) model.metrics.refused(error.code === 'INFERENCE_WORKER_CRASHED' ? 'crashed' : 'failed');
  }

  #failEverything(error: MingdaError): void {
    for (const model of this.#models()) {
      for (const task of model.queue.tasks()) this.#fail(model, task, error);
    }
  }
}
