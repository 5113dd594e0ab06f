import { setTimeout as sleep } from 'node:timers/promises';
import { priorities, type Priority } from '@mingda/contracts';
import { MingdaError, toMingdaError, type Logger } from '@mingda/platform';
import type { GgufEntry } from '../registry/model-entry.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import { optionalPackage } from '../runtimes/optional-package.ts';
import type { ModelStore } from '../store/model-store.ts';
import { GenerationQueue } from './generation-queue.ts';
import { defaultGenerationThreads, generationDefaults, type GenerationLimits } from './generation-limits.ts';
import { LlamaClient } from './llama-client.ts';
import type { LlamaReady } from './llama-messages.ts';
import type { GenerationOptions, GenerationPiece, GenerationRequest, TextGenerator } from './text-generator.ts';

export interface LocalTextGeneratorOptions {
  /** Key of a GGUF model of the registry. */
  readonly model: string;
  readonly registry: ModelRegistry;
  readonly store: ModelStore;
  readonly logger: Logger;
  /** Folder that optional packages are installed in. */
  readonly runtimesDir: string;
  /** Threads of the runtime; half of the cores, at most 8, when absent. */
  readonly threads?: number | undefined;
  /** Use a graphics card where the runtime finds one. */
  readonly gpu?: boolean | undefined;
  readonly limits?: Partial<GenerationLimits> | undefined;
  /** Another process file that speaks the same messages. */
  readonly processFile?: URL | undefined;
}

/** What the generator is doing, for health pages and metrics. */
export interface GenerationActivity {
  readonly model: string;
  readonly state: 'absent' | 'loading' | 'ready';
  readonly device: string | undefined;
  /** Resident memory of the runtime's process after loading. */
  readonly memoryBytes: number;
  readonly running: number;
  readonly queue: Readonly<Record<Priority, { readonly depth: number; readonly oldestMs: number }>>;
  readonly completionTokens: number;
  /** Times the process had to be started again. */
  readonly restarts: number;
}

/**
 * Writes with a GGUF model on this machine: permit -> queue -> llama.cpp in a process of its own. The process is started
 * by `load` or by the first request, and again after a crash.
 */
export class LocalTextGenerator implements TextGenerator {
  readonly model: string;
  readonly entry: GgufEntry;
  readonly #options: LocalTextGeneratorOptions;
  readonly #limits: GenerationLimits;
  readonly #queue: GenerationQueue;
  #starting: Promise<LlamaClient> | undefined;
  #current: LlamaClient | undefined;
  #ready: LlamaReady | undefined;
  #restarts = 0;
  #completionTokens = 0;
  #closing = false;

  /** @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` when the model writes no text */
  constructor(options: LocalTextGeneratorOptions) {
    this.entry = options.registry.generator(options.model);
    this.model = options.model;
    this.#options = options;
    this.#limits = { ...generationDefaults, ...options.limits };
    this.#queue = new GenerationQueue(options.model, this.#limits);
  }

  /**
   * Fetches the weights, starts the process and runs the model once.
   * @throws MingdaError `MODEL_BACKEND_MISSING` with the command that installs the runtime, `MODEL_UNAVAILABLE`,
   *   `MODEL_CHECKSUM_MISMATCH`, `MODEL_BACKEND_UNAVAILABLE`
   */
  async load(): Promise<void> {
    await this.#client();
  }

  /** Frees the model's memory; requests under way fail with `INFERENCE_WORKER_CRASHED`. The next request loads it again. */
  async unload(): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    this.#current = undefined;
    this.#ready = undefined;
    const client = await starting?.catch(() => undefined);
    await client?.close();
  }

  async close(): Promise<void> {
    this.#closing = true;
    const limit = performance.now() + this.#limits.drainMs;
    while (this.#queue.running > 0 && performance.now() < limit) await sleep(20);
    await this.unload();
  }

  /** Tokens of each text by itself, as the model cuts it. */
  async countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return (await this.#client()).countTokens(texts);
  }

  activity(): GenerationActivity {
    const [live, bulk] = priorities.map((priority) => this.#queue.line(priority));
    return {
      model: this.model,
      state: this.#ready === undefined ? (this.#starting === undefined ? 'absent' : 'loading') : 'ready',
      device: this.#ready?.device,
      memoryBytes: this.#ready?.memoryBytes ?? 0,
      running: this.#queue.running,
      queue: { live, bulk },
      completionTokens: this.#completionTokens,
      restarts: this.#restarts,
    };
  }

  async *generate(
    request: GenerationRequest,
    { signal, priority }: GenerationOptions,
  ): AsyncGenerator<GenerationPiece> {
    this.#check(request, signal);
    const limitMs = this.#limits.timeoutMs[priority];
    const limit = AbortSignal.timeout(limitMs);
    const either = AbortSignal.any([signal, limit]);
    let written = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        for await (const piece of this.#attempt(request, { signal: either, priority })) {
          // An expired limit is a failure, a caller who left only an early end.
          if (piece.finish === 'cancelled' && (!written || !isDeparture(signal))) throw either.reason;
          written ||= piece.text !== '';
          this.#completionTokens += piece.usage?.completionTokens ?? 0;
          yield piece;
        }
        return;
      } catch (error) {
        if (either.aborted) throw this.#interruption(signal, limitMs);
        const failure = toMingdaError(error);
        // Whatever stopped the process may stop the next one too, so there is one more turn, and none after text was shown.
        if (failure.code !== 'INFERENCE_WORKER_CRASHED' || written || attempt > 1 || this.#closing) throw failure;
      }
    }
  }

  #check(request: GenerationRequest, signal: AbortSignal): void {
    if (this.#closing) throw new MingdaError('INFERENCE_SHUTTING_DOWN');
    if (request.messages.length === 0 || request.messages.every(({ content }) => content.trim() === ''))
      throw new MingdaError('INVALID_INPUT', { subject: 'messages', detail: 'there is nothing to answer' });
    if (request.maxTokens !== undefined && !(request.maxTokens >= 1))
      throw new MingdaError('INVALID_INPUT', { subject: 'maxTokens', detail: 'at least 1' });
    if (signal.aborted) throw this.#interruption(signal, 0);
  }

  async *#attempt(
    request: GenerationRequest,
    { signal, priority }: { readonly signal: AbortSignal; readonly priority: Priority },
  ): AsyncGenerator<GenerationPiece> {
    const release = await this.#queue.permit(priority, signal);
    let client: LlamaClient;
    try {
      client = await Promise.race([this.#client(), aborted(signal)]);
    } catch (error) {
      release();
      throw error;
    }
    let settled = false;
    const { pieces, cancel } = client.generate(
      { ...request, maxTokens: Math.min(request.maxTokens ?? this.#limits.maxTokens, this.#limits.maxTokens) },
      () => {
        settled = true;
        release();
      },
    );
    const stop = (): void => {
      if (settled) return;
      cancel();
      // A run that does not heed the request to stop would hold its place for ever.
      setTimeout(() => {
        if (!settled) client.kill();
      }, this.#limits.cancelMs).unref();
    };
    const watchdog = setTimeout(() => client.kill(), this.#limits.stallMs).unref();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const piece of pieces) {
        watchdog.refresh();
        yield piece;
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #client(): Promise<LlamaClient> {
    if (this.#closing) return Promise.reject(new MingdaError('INFERENCE_SHUTTING_DOWN'));
    // A process that is about to end lets go of its channel first; nothing more may be sent to it.
    if (this.#starting !== undefined && this.#current?.alive !== false) return this.#starting;
    this.#current = undefined;
    const starting = this.#start();
    this.#starting = starting;
    void this.#forgetWhenEnded(starting);
    return starting;
  }

  /** A process that could not be started, or has ended, makes room for another. */
  async #forgetWhenEnded(starting: Promise<LlamaClient>): Promise<void> {
    // Why it failed is told to whoever asked for it.
    const client = await starting.catch(() => undefined);
    await client?.ended;
    if (this.#starting !== starting) return;
    this.#starting = undefined;
    this.#current = undefined;
    this.#ready = undefined;
  }

  async #start(): Promise<LlamaClient> {
    const { store, runtimesDir, logger, threads, gpu, processFile } = this.#options;
    const started = performance.now();
    const runtime = await optionalPackage('node-llama-cpp', runtimesDir);
    const { client, ready } = await LlamaClient.start(
      {
        runtime,
        weights: await store.ensureGenerator(this.model),
        contextTokens: this.entry.contextTokens,
        prompt: this.entry.prompt,
        parallel: this.#limits.parallel,
        threads: threads ?? defaultGenerationThreads(),
        gpu: gpu ?? false,
      },
      processFile,
    );
    this.#current = client;
    this.#ready = ready;
    logger.info(
      { model: this.model, device: ready.device, ms: Math.round(performance.now() - started) },
      'model loaded',
    );
    void this.#noteEnd(client);
    return client;
  }

  async #noteEnd(client: LlamaClient): Promise<void> {
    const reason = await client.ended;
    if (client.dismissed) return;
    this.#restarts += 1;
    this.#options.logger.error({ model: this.model, reason }, 'the process of the language model ended');
  }

  #interruption(signal: AbortSignal, limitMs: number): MingdaError {
    if (isDeparture(signal)) return new MingdaError('INFERENCE_CANCELLED', { subject: this.model });
    const detail = signal.aborted ? 'the deadline of the caller has passed' : `no complete answer in ${limitMs} ms`;
    return new MingdaError('INFERENCE_TIMEOUT', { subject: this.model, detail });
  }
}

/** The caller went away, as opposed to a deadline that ran out. */
function isDeparture({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof DOMException && reason.name === 'TimeoutError');
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
