import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';

/** The models that score answers, started when the first score is wanted: most remote commands want none. */
export class ScoringModels {
  readonly #config: Config;
  readonly #logger: Logger;
  #engine: Promise<InferenceEngine> | undefined;

  constructor(config: Config, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
  }

  async load(model: string): Promise<void> {
    await (await this.#started()).load(model);
  }

  async unload(model: string): Promise<void> {
    await (await this.#started()).unload(model);
  }

  async embed(request: EmbedRequest): Promise<EmbedReply> {
    return (await this.#started()).embed(request);
  }

  async close(): Promise<void> {
    await (await this.#engine)?.close();
  }

  #started(): Promise<InferenceEngine> {
    this.#engine ??= startEngine(this.#config, this.#logger);
    return this.#engine;
  }
}

function startEngine(config: Config, logger: Logger): Promise<InferenceEngine> {
  const { dir, file, hubEndpoint } = config.models;
  const registry = ModelRegistry.load({ file });
  const store = new ModelStore({ dir, hubEndpoint, registry, logger });
  return InferenceEngine.start({ store, registry, logger });
}
