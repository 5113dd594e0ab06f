import { readFile } from 'node:fs/promises';
import type { EmbedReply, EmbedRequest, InferenceTimings } from '@mingda/contracts';
import {
  InferenceEngine,
  ModelRegistry,
  ModelReranker,
  ModelStore,
  RequestMeter,
  traced,
  type AddressedGeneration,
  type GenerationPiece,
  type InferenceMetrics,
  type Operation,
  type Reranker,
  type RerankReply,
  type RerankRequest,
  type Transport,
} from '@mingda/inference';
import { MingdaError, toMingdaError, type Config, type Logger } from '@mingda/platform';
import { GenerationDoor, type ServedGenerator } from './generation-door.ts';
import { metricsPage } from './metrics-page.ts';
import { ServedModels, type ServedModel } from './served-models.ts';

export type ServiceState = 'starting' | 'ready' | 'failed' | 'stopping';

/** What both doors of the process call: the engine with the configured models, and whether it is ready. */
export class InferenceService {
  readonly #engine: InferenceEngine;
  readonly #reranker: Reranker;
  readonly #store: ModelStore;
  readonly #models: ServedModels;
  readonly #generation: GenerationDoor;
  readonly #maxTexts: number;
  readonly #logger: Logger;
  readonly #meter = new RequestMeter();
  #state: ServiceState = 'starting';
  #warm: Promise<void> | undefined;
  /** Called on every change of the state. */
  onState: (state: ServiceState) => void = () => {};

  private constructor(parts: {
    engine: InferenceEngine;
    registry: ModelRegistry;
    store: ModelStore;
    models: ServedModels;
    generation: GenerationDoor;
    maxTexts: number;
    logger: Logger;
  }) {
    this.#engine = parts.engine;
    this.#reranker = new ModelReranker(parts.engine, parts.registry);
    this.#store = parts.store;
    this.#models = parts.models;
    this.#generation = parts.generation;
    this.#maxTexts = parts.maxTexts;
    this.#logger = parts.logger;
  }

  /** @param generators the models that write text; none by default */
  static async open(
    config: Config,
    logger: Logger,
    generators: readonly ServedGenerator[] = [],
  ): Promise<InferenceService> {
    const registry = ModelRegistry.load({ file: config.models.file, dir: config.models.dir });
    const models = new ServedModels({ registry, ...config.models, generators });
    const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
    const { drainMs, maxTexts } = config.inferenceService;
    const engine = await InferenceEngine.start({
      ...config.inferenceEngine,
      // A fault in native code must not end the service.
      isolation: config.inferenceEngine.isolation ?? 'process',
      store,
      registry,
      logger,
      threads: config.inference.threads,
      device: config.inference.device,
      runtimesDir: config.runtimesDir,
      drainMs,
    });
    const generation = new GenerationDoor(generators, drainMs);
    return new InferenceService({ engine, registry, store, models, generation, maxTexts, logger });
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** Loads and warms the configured models up, once; only then is the service ready. */
  warmUp(): Promise<void> {
    this.#warm ??= this.#load();
    return this.#warm;
  }

  /** The model that a request names, or the one of its language. @throws MingdaError `MODEL_UNKNOWN`, `INVALID_INPUT` */
  embeddingModel(asked: { model?: string | undefined; language?: 'zh' | 'en' | undefined }): string {
    return this.#models.embedding(asked);
  }

  /** As `embeddingModel`, for ranking: a cross-encoder where one is configured for the language. */
  rankingModel(asked: { model?: string | undefined; language?: 'zh' | 'en' | undefined }): string {
    return this.#models.ranking(asked);
  }

  dimensions(model: string): number {
    return this.#models.dimensions(model);
  }

  models(): ServedModel[] {
    return this.#models.list(new Set(this.#engine.metrics().models.map(({ key }) => key)));
  }

  /** @throws MingdaError `MODEL_UNKNOWN` */
  model(key: string): ServedModel {
    const found = this.models().find(({ id }) => id === key);
    if (found === undefined) throw new MingdaError('MODEL_UNKNOWN', { subject: key });
    return found;
  }

  /** @throws MingdaError `INVALID_INPUT` when a request holds more texts than one may */
  checkTexts(texts: readonly string[], subject: string): void {
    if (texts.length <= this.#maxTexts) return;
    throw new MingdaError('INVALID_INPUT', {
      subject,
      detail: `${texts.length} texts, at most ${this.#maxTexts} in one request`,
      fixes: ['send them in parts', 'raise MINGDA_INFERENCE_MAX_TEXTS'],
    });
  }

  embed(request: EmbedRequest, transport: Transport): Promise<EmbedReply> {
    const attributes = { 'mingda.model': request.model, 'mingda.texts': request.items.length };
    return this.#metered(transport, 'embed', () =>
      traced('inference.embed', attributes, () => this.#engine.embed(request)),
    );
  }

  rerank(request: RerankRequest, transport: Transport): Promise<RerankReply> {
    const attributes = { 'mingda.model': request.model, 'mingda.texts': request.texts.length };
    return this.#metered(transport, 'rerank', () =>
      traced('inference.rerank', attributes, () => this.#reranker.rerank(request)),
    );
  }

  /** @throws MingdaError `GENERATION_NOT_CONFIGURED`, `MODEL_UNKNOWN`, `INFERENCE_SHUTTING_DOWN`, those of the generator */
  async *generate(
    asked: AddressedGeneration,
    { signal, transport }: { readonly signal: AbortSignal; readonly transport: Transport },
  ): AsyncGenerator<GenerationPiece> {
    const started = performance.now();
    let code: Parameters<RequestMeter['record']>[0]['code'] = 'OK';
    try {
      yield* this.#generation.generate(asked, signal);
    } catch (error) {
      code = toMingdaError(error).code;
      throw error;
    } finally {
      this.#meter.record({ transport, operation: 'generate', code, ms: performance.now() - started });
    }
  }

  metrics(): InferenceMetrics {
    return this.#engine.metrics();
  }

  /** What Prometheus reads. */
  metricsPage(): string {
    return metricsPage({
      engine: this.#engine.metrics(),
      meter: this.#meter,
      ready: this.#state === 'ready',
      writing: this.#generation.running,
      generation: this.#generation.activities(),
      device: this.#engine.device.active,
    });
  }

  /** The bytes of a model's `tokenizer.json`. @throws MingdaError those of `ModelStore.ensure` */
  async tokenizer(key: string): Promise<Uint8Array> {
    const files = await this.#store.ensure(key);
    return readFile(files.tokenizer);
  }

  /** Tells first that no more is taken, then finishes accepted requests for a bounded time and fails the rest. */
  async close(): Promise<void> {
    this.#enter('stopping');
    await Promise.all([this.#engine.close(), this.#generation.close()]);
  }

  async #metered<T extends { readonly timings: InferenceTimings }>(
    transport: Transport,
    operation: Operation,
    work: () => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    const spent = (): number => performance.now() - started;
    try {
      const reply = await work();
      this.#meter.record({ transport, operation, code: 'OK', ms: spent(), timings: reply.timings });
      return reply;
    } catch (error) {
      this.#meter.record({ transport, operation, code: toMingdaError(error).code, ms: spent() });
      throw error;
    }
  }

  async #load(): Promise<void> {
    try {
      await Promise.all([...this.#models.configured.map((key) => this.#engine.load(key)), this.#generation.load()]);
      this.#enter('ready');
    } catch (error) {
      this.#logger.error({ err: error }, 'the configured models cannot be loaded');
      this.#enter('failed');
      throw toMingdaError(error);
    }
  }

  #enter(state: ServiceState): void {
    if (this.#state === 'stopping') return;
    this.#state = state;
    this.onState(state);
  }
}
