import type { Priority } from '@mingda/contracts';
import { toMingdaError, MingdaError } from '@mingda/platform';
import { decodeOutput, encodeBatch } from './batch-codec.ts';
import { planBatch } from './batch-plan.ts';
import { readyCount } from './company.ts';
import type { EmbedTask, QueueEntry } from './embed-task.ts';
import type { QueueOptions } from './inference-options.ts';
import type { InferenceWorker } from './inference-worker.ts';
import type { LoadedModel } from './loaded-model.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Bulk batches a worker may hold: one runs, one is at hand when it ends. */
const depth = 2;
/** A line of live texts up to this length is served sooner by the worker kept for them than behind a bulk batch. */
const shortLine = 16;

/** Moves waiting texts to workers: the one place that decides what runs next, and where. */
export class Dispatcher {
  readonly #pool: WorkerPool;
  readonly #options: QueueOptions;
  readonly #models: () => Iterable<LoadedModel>;
  readonly #liveWorkers: boolean;
  #liveInARow = 0;
  #timer: NodeJS.Timeout | undefined;
  #nextPump = Infinity;
  #watchers: { readonly model: LoadedModel; readonly resolve: () => void }[] = [];

  constructor(parts: {
    pool: WorkerPool;
    options: QueueOptions;
    liveWorkers: boolean;
    models: () => Iterable<LoadedModel>;
  }) {
    this.#pool = parts.pool;
    this.#options = parts.options;
    this.#liveWorkers = parts.liveWorkers;
    this.#models = parts.models;
    parts.pool.onReady = () => this.pump();
    parts.pool.onLost = (error) => this.#failEverything(error);
  }

  /** Hands out batches until no worker can take one or nothing may go. */
  pump(): void {
    for (const worker of this.#byLoad()) {
      while (worker.alive && this.#feed(worker));
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

  /** Workers with the least to do first; among equals those kept for live work. */
  #byLoad(): InferenceWorker[] {
    return this.#pool.workers.toSorted(
      (a, b) => a.inFlight - b.inFlight || (a.kind === 'live' ? -1 : 0) - (b.kind === 'live' ? -1 : 0),
    );
  }

  #feed(worker: InferenceWorker): boolean {
    for (const priority of this.#allowed(worker)) {
      for (const model of this.#byAge(priority)) {
        const entries = this.#plan(model, priority);
        const isSuspect = entries.some(({ crashes }) => crashes > 0);
        if (entries.length === 0 || (isSuspect && worker.inFlight > 0)) continue;
        model.queue.remove(priority, new Set(entries));
        if (worker.kind === 'general') this.#liveInARow = priority === 'live' ? this.#liveInARow + 1 : 0;
        worker.holdsSuspect = isSuspect;
        worker.holdsLive = priority === 'live';
        void this.#run(worker, model, entries);
        return true;
      }
    }
    return false;
  }

  /** What the worker may take now, the more urgent first. */
  #allowed(worker: InferenceWorker): Priority[] {
    if (worker.holdsSuspect) return [];
    const live = this.#waiting('live');
    const idle = worker.inFlight === 0;
    if (worker.kind === 'live') return idle && live > 0 ? ['live'] : [];
    if (worker.inFlight >= depth) return [];
    const bulk = this.#waiting('bulk');
    // Bulk work has a share, so that live questions never starve it.
    const isDue = bulk > 0 && this.#liveInARow >= this.#options.liveBurst;
    const allowed: Priority[] = [];
    // Behind a live batch the texts wait in the line instead, where more company finds them.
    const behindBulk = this.#liveWorkers && !worker.holdsLive && live > shortLine;
    if (live > 0 && (idle || behindBulk)) allowed.push('live');
    // Without workers of their own, live texts must not find two bulk batches in front of them.
    if (bulk > 0 && (idle || this.#liveWorkers)) allowed.push('bulk');
    return isDue ? allowed.toReversed() : allowed;
  }

  #waiting(priority: Priority): number {
    let waiting = 0;
    for (const { queue } of this.#models()) waiting += queue.depth(priority);
    return waiting;
  }

  /** Models with work of the priority, the one whose oldest text waits longest first. */
  #byAge(priority: Priority): LoadedModel[] {
    const oldest = ({ queue }: LoadedModel): number => queue.oldest(priority) ?? Infinity;
    return [...this.#models()]
      .filter(({ queue }) => queue.depth(priority) > 0)
      .toSorted((a, b) => oldest(a) - oldest(b));
  }

  #plan(model: LoadedModel, priority: Priority): QueueEntry[] {
    const options = this.#options;
    const texts = priority === 'live' ? model.liveTexts(options) : options.maxBatchTexts;
    const waiting = model.queue.waiting(priority);
    const { maxBatchTokens: tokens, runOverheadTokens } = options;
    const batch = planBatch(waiting, { tokens, texts, runOverheadTokens });
    const now = performance.now();
    const ready = readyCount(batch, { waiting: waiting.length, texts, now }, options);
    if (ready === 0) this.#pumpAt(batch[0].queuedAt + options.maxQueueDelayMicroseconds / 1000, now);
    return batch.slice(0, ready);
  }

  #pumpAt(time: number, now: number): void {
    if (time >= this.#nextPump) return;
    clearTimeout(this.#timer);
    this.#nextPump = time;
    this.#timer = setTimeout(
      () => {
        this.#nextPump = Infinity;
        this.pump();
      },
      Math.max(0, time - now),
    );
  }

  async #run(worker: InferenceWorker, model: LoadedModel, entries: readonly QueueEntry[]): Promise<void> {
    const startedAt = performance.now();
    const width = entries.reduce((longest, { length }) => Math.max(longest, length), 0);
    const tokens = entries.reduce((sum, { length }) => sum + length, 0);
    const { batch, transfer } = encodeBatch(model.entry.key, entries);
    worker.inFlight += 1;
    model.running += 1;
    try {
      const output = await worker.call({ type: 'run', batch }, transfer);
      if (output === undefined)
        throw new MingdaError('MODEL_BAD_OUTPUT', { subject: model.entry.key, detail: 'the worker returned nothing' });
      model.metrics.ran({ texts: entries.length, tokens, width, computeMs: output.computeMs });
      for (const [index, embedding] of decodeOutput(entries, output, model.dimensions).entries()) {
        const entry = entries[index];
        const queueMs = startedAt - entry.queuedAt;
        model.metrics.queueMs[entry.task.priority].record(queueMs);
        entry.task.complete(entry, embedding, { queueMs, computeMs: (output.computeMs * entry.length) / tokens });
      }
    } catch (error) {
      this.#recover(model, entries, toMingdaError(error));
    } finally {
      worker.inFlight -= 1;
      worker.holdsSuspect = false;
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
