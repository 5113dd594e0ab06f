import { createLogger, loadConfig } from '@mingda/platform';
import { InferenceEngine } from '../src/engine/inference-engine.ts';
import type { InferenceOptions } from '../src/engine/inference-options.ts';
import { ModelRegistry } from '../src/registry/model-registry.ts';
import { ModelStore } from '../src/store/model-store.ts';

export const logger = createLogger({ logLevel: 'silent' }, 'test');
export const registry = ModelRegistry.load();

const { models } = loadConfig();

/** Real weights, fetched once a machine into the ordinary cache. */
export const store = new ModelStore({ dir: models.dir, hubEndpoint: models.hubEndpoint, registry, logger });

export function startEngine(options: Partial<InferenceOptions> = {}): Promise<InferenceEngine> {
  return InferenceEngine.start({ store, registry, logger, threads: 1, liveThreads: 1, ...options });
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let left = 0;
  let right = 0;
  for (let index = 0; index < a.length; index += 1) {
    dot += a[index] * b[index];
    left += a[index] ** 2;
    right += b[index] ** 2;
  }
  return dot / Math.sqrt(left * right);
}
