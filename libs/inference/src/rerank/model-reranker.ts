import type { InferenceEngine } from '../engine/inference-engine.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import { LateInteractionReranker } from './late-interaction-reranker.ts';
import type { Reranker, RerankReply, RerankRequest } from './reranker.ts';

/** Ranks in the way of the model that is named: a cross-encoder reads both texts together, an embedding model compares tokens. */
export class ModelReranker implements Reranker {
  readonly #engine: InferenceEngine;
  readonly #registry: ModelRegistry;
  readonly #lateInteraction: Reranker;

  constructor(engine: InferenceEngine, registry: ModelRegistry) {
    this.#engine = engine;
    this.#registry = registry;
    this.#lateInteraction = new LateInteractionReranker((request) => engine.embed(request));
  }

  rerank(request: RerankRequest): Promise<RerankReply> {
    return this.#registry.entry(request.model).kind === 'cross-encoder'
      ? this.#engine.score(request)
      : this.#lateInteraction.rerank(request);
  }
}
