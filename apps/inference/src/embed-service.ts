import { readFile } from 'node:fs/promises';
import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import { InferenceEngine, ModelRegistry, ModelStore, type InferenceMetrics } from '@mingda/inference';
import { toMingdaError, type Config, type Logger } from '@mingda/platform';

export type ServiceState = 'starting' | 'ready' | 'failed' | 'stopping';

/** What both doors of the process call: the engine with the configured models, and whether it is ready. */
export class EmbedService {
  readonly #engine: InferenceEngine;
  readonly #store: ModelStore;
  readonly #keys: readonly string[];
  readonly #logger: Logger;
  #state: ServiceState = 'starting';
  #warm: Promise<void> | undefined;
  /** Called on every change of the state. */
  onState: (state: ServiceState) => void = () => {};

  private constructor(parts: { engine: InferenceEngine; store: ModelStore; keys: readonly string[]; logger: Logger }) {
    this.#engine = parts.engine;
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#logger = parts.logger;
  }

  static async open(config: Config, logger: Logger): Promise<EmbedService> {
    const registry = ModelRegistry.load({ file: config.models.file });
    const configured = [...new Set(Object.values(config.models.embedding))];
    const keys = configured.filter((key) => registry.get(key).kind === 'onnx');
    const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
    const engine = await InferenceEngine.start({ store, registry, logger, threads: config.inference.threads });
    return new EmbedService({ engine, store, keys, logger });
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** Loads and warms the configured models up, once; only then is the service ready. */
  warmUp(): Promise<void> {
    this.#warm ??= this.#load();
    return this.#warm;
  }

  embed(request: EmbedRequest): Promise<EmbedReply> {
    return this.#engine.embed(request);
  }

  metrics(): InferenceMetrics {
    return this.#engine.metrics();
  }

  /** The bytes of a model's `tokenizer.json`. @throws MingdaError those of `ModelStore.ensure` */
  async tokenizer(key: string): Promise<Uint8Array> {
    const files = await this.#store.ensure(key);
    return readFile(files.tokenizer);
  }

  /** Finishes accepted requests for a bounded time. */
  async close(): Promise<void> {
    this.#enter('stopping');
    await this.#engine.close();
  }

  async #load(): Promise<void> {
    try {
      await Promise.all(this.#keys.map((key) => this.#engine.load(key)));
      this.#enter('ready');
    } catch (error) {
      this.#logger.error({ err: error }, 'the embedding models cannot be loaded');
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
