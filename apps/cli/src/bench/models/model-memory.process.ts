import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import { createLogger, loadConfig } from '@mingda/platform';

/** Loads the model that the first argument names and tells what this fresh process grew by: memory once used is not given back. */
const [key] = process.argv.slice(2);
const { models, inference, runtimesDir } = loadConfig();
const logger = createLogger({ logLevel: 'silent' }, 'bench');
const registry = ModelRegistry.load(models);
const store = new ModelStore({ ...models, registry, logger });
const engine = await InferenceEngine.start({ registry, store, logger, threads: inference.threads, runtimesDir });
await engine.load(key);
const [loaded] = engine.metrics().models;
process.send?.(loaded.memoryBytes, () => process.disconnect());
await engine.close();
