import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { priorities, type EmbedReply, type EmbedRequest, type Priority } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { Dispatcher } from './dispatcher.ts';
import { EmbedTask } from './embed-task.ts';
import { defaultQueueOptions, defaultThreads, type InferenceOptions, type QueueOptions } from './inference-options.ts';
import type { LoadedModel } from './loaded-model.ts';
import { ModelLoader } from './model-loader.ts';
import type { ModelCounters, Refusal } from './model-metrics.ts';
import { preparePair, prepareText, type PreparedText } from './prepared-text.ts';
import type { RerankReply, RerankRequest } from '../rerank/reranker.ts';
import { openDevice, type ActiveDevice } from '../worker/execution-device.ts';
import { WorkerPool } from './worker-pool.ts';

export interface LineState {
  /** Texts that wait. */
  readonly depth: number;
  /** Age of the oldest one in milliseconds, 0 when none waits. */
  readonly oldestMs: number;
}

export interface ModelActivity extends ModelCounters {
  readonly key: string;
  /** Resident memory that loading it added to the process. */
  readonly memoryBytes: number;
  readonly queue: Readonly<Record<Priority, LineState>>;
}

export interface InferenceMetrics {
  readonly device: ActiveDevice;
  readonly threads: { readonly general: number; readonly live: number };
  readonly models: readonly ModelActivity[];
}

/** What waits together: texts to embed, or texts to score for one query. */
interface Work<T> {
  readonly texts: readonly T[];
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
}

/** Tokenizing gives the event loop back after this long. */
const tokenizeSliceMs = 4;
const defaultDrainMs = 10_000;

/**
 * Embeds and scores texts on this machine: permit -> queue -> batch -> backend. A request is admitted or refused at once,
 * tokenized, and its texts wait in their model's line; the dispatcher packs batches for the workers, live work first.
 */
export class InferenceEngine {
  /** What computes, and why it is not what `auto` would have preferred. */
  readonly device: ActiveDevice;
  readonly #options: QueueOptions;
  readonly #drainMs: number;
  readonly #pool: WorkerPool;
  readonly #loader: ModelLoader;
  readonly #dispatcher: Dispatcher;
  #closing: Promise<void> | undefined;

  private constructor(options: InferenceOptions, device: ActiveDevice) {
    this.device = device;
    this.#options = { ...defaultQueueOptions, ...options.queue };
    this.#drainMs = options.drainMs ?? defaultDrainMs;
    const { store, registry, logger, workerFile } = options;
    const live = options.liveThreads ?? 1;
    this.#pool = new WorkerPool({
      general: options.threads ?? defaultThreads(),
      live,
      isolation: options.isolation ?? 'thread',
      settings: { device: device.active, intraOpThreads: options.intraOpThreads ?? 1 },
      workerFile,
      logger,
    });
    this.#loader = new ModelLoader({
      registry,
      store,
      pool: this.#pool,
      logger,
      // Made for the operators of the processor; elsewhere the stored graph runs.
      fixedRanges: (options.fixedRanges ?? true) && device.active === 'cpu',
      runtimesDir: options.runtimesDir,
    });
    const models = () => this.#loader.resident;
    this.#dispatcher = new Dispatcher({ pool: this.#pool, options: this.#options, liveWorkers: live > 0, models });
  }

  /**
   * Starts the workers; models are loaded by `load` or by the first request for them.
   * @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` when the named device is not there
   */
  static async start(options: InferenceOptions): Promise<InferenceEngine> {
    return new InferenceEngine(options, await openDevice(options.device ?? 'cpu', options.logger));
  }

  /**
   * Loads a model in every worker and runs it once, so that the first question does not pay for it. Each call is a hold.
   * @throws MingdaError `MODEL_UNKNOWN`, `MODEL_UNAVAILABLE`, `MODEL_CHECKSUM_MISMATCH`, `MODEL_BACKEND_UNAVAILABLE`
   */
  async load(key: string): Promise<void> {
    this.#refuseWhenClosing();
    await this.#loader.hold(key);
  }

  /** Gives one hold back; the last one frees the memory once the model's accepted requests are answered. */
  async unload(key: string): Promise<void> {
    await this.#loader.release(key, (model) => this.#dispatcher.unused(model));
  }

  /**
   * Vectors in the order of the items. `timings.queueMs` is the longest wait of a text, `computeMs` the request's share
   * of its batches.
   * @throws MingdaError `INVALID_INPUT`, `TEXT_TOO_LONG`, `INFERENCE_QUEUE_FULL` at once; `INFERENCE_TIMEOUT`,
   *   `INFERENCE_CANCELLED`, `INFERENCE_WORKER_CRASHED`, `MODEL_BAD_OUTPUT`, `INFERENCE_SHUTTING_DOWN` later; those of `load`
   */
  async embed(request: EmbedRequest): Promise<EmbedReply> {
    this.#refuseWhenClosing();
    const model = this.#loader.loaded.get(request.model) ?? (await this.#loader.require(request.model));
    const prefix = model.prefix(request.role);
    return this.#run(model, { ...request, texts: request.items }, (item) =>
      prepareText(item, model.tokenizer, { prefix, tokens: request.tokens }),
    );
  }

  /**
   * How well each text answers the query, by a cross-encoder that reads both together. Scores are between 0 and 1: the logistic
   * function of what the model gives.
   * @throws MingdaError as `embed`
   */
  async score(request: RerankRequest): Promise<RerankReply> {
    this.#refuseWhenClosing();
    const model = this.#loader.loaded.get(request.model) ?? (await this.#loader.require(request.model));
    model.requirePairs();
    const prepare = (text: string): PreparedText => preparePair(request.query, text, model.tokenizer);
    const { embeddings, tokenCount, timings } = await this.#run(model, request, prepare);
    return { scores: embeddings.map(({ vector }) => 1 / (1 + Math.exp(-vector[0]))), tokenCount, timings };
  }

  /**
   * Tokens of each text by itself, without prefix and special tokens; never cut.
   * @throws MingdaError `MODEL_UNAVAILABLE` when the model is not loaded
   */
  countTokens(key: string, texts: readonly string[]): number[] {
    const model = this.#loader.loaded.get(key);
    if (model === undefined)
      throw new MingdaError('MODEL_UNAVAILABLE', {
        subject: key,
        detail: 'the model is not loaded',
        fixes: ['load it first'],
      });
    return texts.map((text) => model.tokenizer.count(text));
  }

  metrics(): InferenceMetrics {
    const now = performance.now();
    const line = (model: LoadedModel, priority: Priority): LineState => ({
      depth: model.queue.depth(priority),
      oldestMs: now - (model.queue.oldest(priority) ?? now),
    });
    const count = (kind: string): number => this.#pool.workers.filter((worker) => worker.kind === kind).length;
    return {
      device: this.device,
      threads: { general: count('general'), live: count('live') },
      models: [...this.#loader.loaded].map(([key, model]) => ({
        key,
        memoryBytes: model.memoryBytes,
        queue: { live: line(model, 'live'), bulk: line(model, 'bulk') },
        ...model.metrics.snapshot(),
      })),
    };
  }

  /** Refuses new requests, lets accepted ones finish for a bounded time, fails the rest, ends the workers. */
  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    const idle = Promise.all([...this.#loader.resident].map((model) => this.#dispatcher.unused(model)));
    await Promise.race([idle, sleep(this.#drainMs, undefined, { ref: false })]);
    this.#refuseWaiting();
    await this.#pool.close();
    await this.#loader.close();
    // A worker that had to be ended gave its texts back.
    this.#refuseWaiting();
  }

  #refuseWaiting(): void {
    const error = new MingdaError('INFERENCE_SHUTTING_DOWN');
    for (const model of this.#loader.resident) {
      for (const task of model.queue.tasks()) this.#settle(model, task, { error, why: 'closing' });
    }
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new MingdaError('INFERENCE_SHUTTING_DOWN');
  }

  async #run<T>(model: LoadedModel, work: Work<T>, prepare: (text: T) => PreparedText): Promise<EmbedReply> {
    if (work.texts.length === 0)
      return { embeddings: [], tokenCount: 0, timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 } };
    this.#admit(model, work);
    model.reserved[work.priority] += work.texts.length;
    let task: EmbedTask;
    try {
      task = await this.#prepare(model, work, prepare);
    } finally {
      model.reserved[work.priority] -= work.texts.length;
      this.#dispatcher.pump();
    }
    return this.#enqueue(model, task, work.signal);
  }

  /** The permit: no work is done for a request that would wait beyond the line's limit. */
  #admit(model: LoadedModel, { texts, priority, signal }: Work<unknown>): void {
    if (!priorities.includes(priority))
      throw new MingdaError('INVALID_INPUT', { subject: 'priority', detail: `one of ${priorities.join(', ')}` });
    if (signal?.aborted === true) throw this.#refusal(model, cancellation(signal));
    const limit = this.#options.maxQueued[priority];
    if (texts.length > limit) {
      throw new MingdaError('INVALID_INPUT', {
        subject: 'items',
        detail: `${texts.length} texts, at most ${limit} in one request`,
        fixes: ['send them in parts'],
      });
    }
    const waiting = model.queue.depth(priority) + model.reserved[priority];
    if (waiting + texts.length <= limit) return;
    const error = new MingdaError('INFERENCE_QUEUE_FULL', {
      subject: model.entry.key,
      detail: `${waiting} ${priority} texts wait, at most ${limit}`,
    });
    throw this.#refusal(model, { error, why: 'full' });
  }

  async #prepare<T>(model: LoadedModel, work: Work<T>, prepare: (text: T) => PreparedText): Promise<EmbedTask> {
    const texts: PreparedText[] = [];
    let tokenizeMs = 0;
    let sliceStart = performance.now();
    for (const text of work.texts) {
      const spent = performance.now() - sliceStart;
      if (spent >= tokenizeSliceMs) {
        tokenizeMs += spent;
        await nextTurn();
        if (work.signal?.aborted === true) throw this.#refusal(model, cancellation(work.signal));
        sliceStart = performance.now();
      }
      texts.push(prepare(text));
    }
    tokenizeMs += performance.now() - sliceStart;
    return new EmbedTask({ model: model.entry.key, priority: work.priority, texts, tokenizeMs });
  }

  async #enqueue(model: LoadedModel, task: EmbedTask, signal: AbortSignal | undefined): Promise<EmbedReply> {
    if (this.#closing !== undefined) throw new MingdaError('INFERENCE_SHUTTING_DOWN');
    const limitMs = this.#options.timeoutMs[task.priority];
    const timer = setTimeout(() => {
      const error = new MingdaError('INFERENCE_TIMEOUT', { subject: task.model, detail: `no answer in ${limitMs} ms` });
      this.#settle(model, task, { error, why: 'timeout' });
    }, limitMs);
    const onAbort = (): void => {
      if (signal !== undefined) this.#settle(model, task, cancellation(signal));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    else {
      model.queue.append(task.entries);
      model.metrics.accepted(task.entries.length);
      this.#dispatcher.pump();
    }
    try {
      return await task.reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #refusal(model: LoadedModel, { error, why }: { error: MingdaError; why: Refusal }): MingdaError {
    model.metrics.refused(why);
    return error;
  }

  #settle(model: LoadedModel, task: EmbedTask, { error, why }: { error: MingdaError; why: Refusal }): void {
    model.queue.drop(task);
    if (task.fail(error)) model.metrics.refused(why);
    this.#dispatcher.pump();
  }
}

/** A deadline that ran out is a time-out, any other abort means that the caller went away. */
function cancellation(signal: AbortSignal): { error: MingdaError; why: Refusal } {
  const reason: unknown = signal.reason;
  const late = reason instanceof DOMException && reason.name === 'TimeoutError';
  return late
    ? {
        error: new MingdaError('INFERENCE_TIMEOUT', { detail: 'the deadline of the caller has passed' }),
        why: 'timeout',
      }
    : { error: new MingdaError('INFERENCE_CANCELLED'), why: 'cancelled' };
}
