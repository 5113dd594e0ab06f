import {
  InferenceEngine,
  ModelReranker,
  ModelStore,
  type ModelRegistry,
  type RerankReply,
  type RerankRequest,
} from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { Embedder, LanguageModels } from './embedder.ts';
import { GrpcEmbedder } from './grpc-embedder.ts';
import { InferenceClient } from './inference-client.ts';
import { LocalEmbedder } from './local-embedder.ts';

/** Where models of our own run: in this process, or on the inference service. */
export interface Runtime {
  embedder(languages: LanguageModels): Embedder;
  rerank(request: RerankRequest): Promise<RerankReply>;
  /** Loads a model where that is this process's to do. */
  load(key: string): Promise<void>;
  close(): Promise<void>;
}

/** The service where an address is configured, else an engine in this process. */
export async function openRuntime(config: Config, registry: ModelRegistry, logger: Logger): Promise<Runtime> {
  const { url, threads, device } = config.inference;
  if (url !== undefined) {
    const client = new InferenceClient({ target: url, replicas: config.replicas, logger });
    return {
      embedder: (languages) => new GrpcEmbedder({ client, registry, languages }),
      rerank: (request) => client.rerank(request),
      load: async () => {},
      close: async () => client.close(),
    };
  }
  const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
  const engine = await InferenceEngine.start({
    ...config.inferenceEngine,
    store,
    registry,
    logger,
    threads,
    device,
    runtimesDir: config.runtimesDir,
  });
  const reranker = new ModelReranker(engine, registry);
  return {
    embedder: (languages) => new LocalEmbedder({ engine, registry, languages }),
    rerank: (request) => reranker.rerank(request),
    load: (key) => engine.load(key),
    close: () => engine.close(),
  };
}
