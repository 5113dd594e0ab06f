import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { Embedder } from './embedder.ts';
import { LocalEmbedder } from './local-embedder.ts';
import { OpenAiEmbedder } from './openai-embedder.ts';
import { RoutingEmbedder } from './routing-embedder.ts';

/**
 * The embedder that the configuration asks for. It is not loaded yet: `ready` does that.
 * @throws MingdaError `CONFIG_INVALID`, `MODEL_UNKNOWN`
 */
export async function createEmbedder(config: Config, logger: Logger): Promise<Embedder> {
  const registry = ModelRegistry.load({ file: config.models.file });
  const { zh, en } = config.models.embedding;
  const remote = { zh: registry.get(zh).kind === 'remote', en: registry.get(en).kind === 'remote' };
  if (remote.zh && remote.en) return new OpenAiEmbedder({ registry, languages: { zh, en } });
  const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
  const engine = await InferenceEngine.start({ store, registry, logger, threads: config.inference.threads });
  if (remote.zh) return new RoutingEmbedder(new OpenAiEmbedder({ registry, languages: { zh, en: zh } }), new LocalEmbedder({ engine, registry, languages: { zh: en, en } }));
  if (remote.en) return new RoutingEmbedder(new LocalEmbedder({ engine, registry, languages: { zh, en: zh } }), new OpenAiEmbedder({ registry, languages: { zh: en, en } }));
  return new LocalEmbedder({ engine, registry, languages: { zh, en } });
}
