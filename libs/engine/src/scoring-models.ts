import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import type { TokenModels } from '@mingda/evaluation';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import { MingdaError, type Config, type Logger } from '@mingda/platform';

/**
 * The fp32 models that score answers, in an engine of their own: they need four times the memory of the models that
 * answer, and all of it is given back when the last one is let go.
 */
export class ScoringModels implements TokenModels {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #held = new Set<string>();
  #engine: Promise<InferenceEngine> | undefined;

  constructor(config: Config, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
  }

  async load(model: string): Promise<void> {
    this.#held.add(model);
    await (await this.#open()).load(model);
  }

  async unload(model: string): Promise<void> {
    this.#held.delete(model);
    if (this.#held.size > 0 || this.#engine === undefined) return;
    const engine = await this.#engine;
    this.#engine = undefined;
    await engine.close();
  }

  async embed(request: EmbedRequest): Promise<EmbedReply> {
    if (this.#engine === undefined) throw new MingdaError('MODEL_UNAVAILABLE', { subject: request.model });
    return (await this.#engine).embed(request);
  }

  #open(): Promise<InferenceEngine> {
    const { models, inference } = this.#config;
    const registry = ModelRegistry.load({ file: models.file });
    const store = new ModelStore({ dir: models.dir, hubEndpoint: models.hubEndpoint, registry, logger: this.#logger });
    this.#engine ??= InferenceEngine.start({
      store,
      registry,
      threads: inference.threads,
      liveThreads: 0,
      logger: this.#logger,
    });
    return this.#engine;
  }
}
