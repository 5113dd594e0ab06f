import { ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { Terminal } from './terminal/terminal.ts';

export interface ModelsOnDisk {
  readonly registry: ModelRegistry;
  readonly store: ModelStore;
}

export function modelsOnDisk(config: Config, logger: Logger): ModelsOnDisk {
  const registry = ModelRegistry.load(config.models);
  const { dir, hubEndpoint } = config.models;
  return { registry, store: new ModelStore({ dir, hubEndpoint, registry, logger }) };
}

/** The keys of the models that the configuration embeds, reranks and writes with on this machine, each once. */
export function configuredKeys({ models: { embedding, reranking }, chat }: Config): string[] {
  const writes = chat !== undefined && chat.url === undefined ? [chat.model] : [];
  const reranks = Object.values(reranking).filter((key) => key !== undefined);
  return [...new Set([embedding.zh, embedding.en, ...reranks, ...writes])];
}

/** Fetches weights that are not there yet, with a progress bar: the first start would seem to hang otherwise. */
export async function ensureModels(models: ModelsOnDisk, keys: readonly string[], terminal: Terminal): Promise<void> {
  for (const key of keys) {
    if (models.registry.entry(key).kind === 'remote' || models.store.state(key) === 'present') continue;
    const bar = terminal.progress(key);
    try {
      await models.store.fetch(key, ({ bytes, total }) => {
        bar.update(bytes, total ?? bytes + 1, `${(bytes / 1e6).toFixed(1)} MB`);
      });
    } finally {
      bar.end();
    }
    terminal.note(`fetched and verified ${key}`);
  }
}
