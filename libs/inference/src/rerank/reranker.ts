import type { InferenceTimings, Priority } from '@mingda/contracts';

export interface RerankRequest {
  /** Key of the model registry. */
  readonly model: string;
  readonly query: string;
  readonly texts: readonly string[];
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
}

export interface RerankReply {
  /** One for each text in their order; higher answers the query better. 0 to 1 by a cross-encoder, else -1 to 1. */
  readonly scores: readonly number[];
  readonly tokenCount: number;
  readonly timings: InferenceTimings;
}

/** Says how well texts answer a query, reading both. */
export interface Reranker {
  /** @throws MingdaError those of `InferenceEngine.embed` */
  rerank(request: RerankRequest): Promise<RerankReply>;
}
