import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { Embedder } from './embedder.ts';
import { GrpcEmbedder } from './grpc-embedder.ts';
import { InferenceClient } from './inference-client.ts';
import { LocalEmbedder } from './local-embedder.ts';
import { OpenAiEmbedder } from './openai-embedder.ts';
import { RoutingEmbedder } from './routing-embedder.ts';

/**
 * The embedder that the configuration asks for. It is not loaded yet: `ready` does that.
 * @throws MingdaError `CONFIG_INVALID`, `MODEL_UNKNOWN`
 */
export async function createEmbedder(config: Config, logger: Logger): Promise<Embedder> {
  const registry = ModelRegistry.load({ file: config.models.file, dir: config.models.dir });
  const { zh, en } = config.models.embedding;
  const remote = { zh: registry.get(zh).kind === 'remote', en: registry.get(en).kind === 'remote' };
  if (remote.zh && remote.en) return new OpenAiEmbedder({ registry, languages: { zh, en } });
  const local = await createLocal(config, registry, logger);
  if (remote.zh)
    return new RoutingEmbedder(new OpenAiEmbedder({ registry, languages: { zh, en: zh } }), local({ zh: en, en }));
  if (remote.en)
    return new RoutingEmbedder(local({ zh, en: zh }), new OpenAiEmbedder({ registry, languages: { zh: en, en } }));
  return local({ zh, en });
}

type Languages = Embedder['languages'];

/** For models of our own: in this process, or on the inference service where an address is configured. */
async function createLocal(
  config: Config,
  registry: ModelRegistry,
  logger: Logger,
): Promise<(languages: Languages) => Embedder> {
  const { url, threads, device } = config.inference;
  if (url !== undefined) {
    const client = new InferenceClient({ target: url, replicas: config.replicas, logger });
    return (languages) => new GrpcEmbedder({ client, registry, languages });
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
  return (languages) => new LocalEmbedder({ engine, registry, languages });
}
