import { ModelRegistry, ModelStore } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { Terminal } from './terminal/terminal.ts';

export interface ModelsOnDisk {
  readonly registry: ModelRegistry;
  readonly store: ModelStore;
}

export function modelsOnDisk(config: Config, logger: Logger): ModelsOnDisk {
  const registry = ModelRegistry.load({ file: config.models.file });
  const { dir, hubEndpoint } = config.models;
  return { registry, store: new ModelStore({ dir, hubEndpoint, registry, logger }) };
}

/** The keys that the configuration embeds with, each once. */
export function embeddingKeys(config: Config): string[] {
  return [...new Set([config.models.embedding.zh, config.models.embedding.en])];
}

/** Fetches weights that are not there yet, with a progress bar: the first start would seem to hang otherwise. */
export async function ensureModels(models: ModelsOnDisk, keys: readonly string[], terminal: Terminal): Promise<void> {
  for (const key of keys) {
    if (models.registry.get(key).kind !== 'onnx' || models.store.state(key) === 'present') continue;
    const bar = terminal.progress(key);
    try {
      await models.store.ensure(key, ({ bytes, total }) => {
        bar.update(bytes, total ?? bytes + 1, `${(bytes / 1e6).toFixed(1)} MB`);
      });
    } finally {
      bar.end();
    }
    terminal.note(`fetched and verified ${key}`);
  }
}
