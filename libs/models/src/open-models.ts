import { ModelRegistry } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import { CrossEncoder, type RerankingModels } from './cross-encoder.ts';
import type { Embedder, LanguageModels } from './embedder.ts';
import { OpenAiEmbedder } from './openai-embedder.ts';
import { RoutingEmbedder } from './routing-embedder.ts';
import { openRuntime, type Runtime } from './runtime.ts';

export interface Models {
  readonly embedder: Embedder;
  /** Absent where no cross-encoder is configured. */
  readonly crossEncoder: CrossEncoder | undefined;
}

/**
 * The models that the configuration asks for. They are not loaded yet: their `ready` does that.
 * @throws MingdaError `CONFIG_INVALID`, `MODEL_UNKNOWN`, `INVALID_INPUT` when a model does something else than it is configured for
 */
export async function openModels(config: Config, logger: Logger): Promise<Models> {
  const registry = ModelRegistry.load({ file: config.models.file, dir: config.models.dir });
  const { embedding, reranking } = config.models;
  const remote = { zh: isRemote(registry, embedding.zh), en: isRemote(registry, embedding.en) };
  const reranks = configured(registry, reranking);
  if (remote.zh && remote.en && !reranks)
    return { embedder: new OpenAiEmbedder({ registry, languages: embedding }), crossEncoder: undefined };
  const runtime = await openRuntime(config, registry, logger);
  return {
    embedder: embedderOf({ registry, runtime, embedding, remote }),
    crossEncoder: reranks ? new CrossEncoder(reranking, runtime) : undefined,
  };
}

function embedderOf(parts: {
  readonly registry: ModelRegistry;
  readonly runtime: Runtime;
  readonly embedding: LanguageModels;
  readonly remote: Readonly<Record<'zh' | 'en', boolean>>;
}): Embedder {
  const { registry, runtime, embedding, remote } = parts;
  const { zh, en } = embedding;
  const byEndpoint = (languages: LanguageModels): Embedder => new OpenAiEmbedder({ registry, languages });
  if (remote.zh && remote.en) return byEndpoint(embedding);
  if (remote.zh) return new RoutingEmbedder(byEndpoint({ zh, en: zh }), runtime.embedder({ zh: en, en }));
  if (remote.en) return new RoutingEmbedder(runtime.embedder({ zh, en: zh }), byEndpoint({ zh: en, en }));
  return runtime.embedder(embedding);
}

function isRemote(registry: ModelRegistry, key: string): boolean {
  return registry.get(key).kind === 'remote';
}

/** Whether any language has a cross-encoder, each known to be one. */
function configured(registry: ModelRegistry, reranking: RerankingModels): boolean {
  return Object.values(reranking).some((key) => key !== undefined && registry.crossEncoder(key).key === key);
}
