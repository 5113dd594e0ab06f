import { readFile } from 'node:fs/promises';
import type { Logger } from '@mingda/platform';
import { activationRanges } from '../graph/activation-ranges.ts';
import { GraphFiles } from '../graph/graph-files.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import type { ModelStore } from '../store/model-store.ts';
import { optionalPackage } from '../runtimes/optional-package.ts';
import { TextTokenizer } from '../tokenizer/text-tokenizer.ts';
import { LoadedModel } from './loaded-model.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface ModelLoaderParts {
  readonly registry: ModelRegistry;
  readonly store: ModelStore;
  readonly pool: WorkerPool;
  readonly logger: Logger;
  readonly runtimesDir: string | undefined;
  /** Run dynamically quantised models with fitted ranges, where there are any. */
  readonly fixedRanges: boolean;
}

interface Held {
  readonly loading: Promise<LoadedModel>;
  holds: number;
}

/** Which models are in memory. Each `load` is a hold; the last `unload` frees the model. */
export class ModelLoader {
  readonly #parts: ModelLoaderParts;
  readonly #held = new Map<string, Held>();
  readonly #loaded = new Map<string, LoadedModel>();
  readonly #resident = new Set<LoadedModel>();
  /** The loading of a key waits for its freeing, so that the two never cross inside a thread. */
  readonly #freeing = new Map<string, Promise<void>>();
  readonly #graphs = new GraphFiles();

  constructor(parts: ModelLoaderParts) {
    this.#parts = parts;
  }

  /** Models that take requests. */
  get loaded(): ReadonlyMap<string, LoadedModel> {
    return this.#loaded;
  }

  /** Those and the ones that finish their last requests. */
  get resident(): ReadonlySet<LoadedModel> {
    return this.#resident;
  }

  async hold(key: string): Promise<LoadedModel> {
    const held = this.#held.get(key) ?? this.#begin(key);
    held.holds += 1;
    return held.loading;
  }

  /** The model as it is, loaded first when it is not: that is a hold too, taken once. */
  async require(key: string): Promise<LoadedModel> {
    return this.#loaded.get(key) ?? this.#held.get(key)?.loading ?? this.hold(key);
  }

  /** Gives one hold back. `whenUnused` resolves when the model's accepted work is done. */
  async release(key: string, whenUnused: (model: LoadedModel) => Promise<void>): Promise<void> {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.holds -= 1;
    if (held.holds > 0) return;
    this.#held.delete(key);
    const freeing = this.#free(key, held, whenUnused).finally(() => this.#freeing.delete(key));
    this.#freeing.set(key, freeing);
    await freeing;
  }

  /** Removes what was written for the workers; they have ended. */
  close(): Promise<void> {
    return this.#graphs.close();
  }

  #begin(key: string): Held {
    const held: Held = { loading: this.#load(key), holds: 0 };
    this.#held.set(key, held);
    held.loading.catch(() => {
      if (this.#held.get(key) === held) this.#held.delete(key);
    });
    return held;
  }

  async #load(key: string): Promise<LoadedModel> {
    await this.#freeing.get(key);
    const { registry, store, pool, logger, fixedRanges, runtimesDir = '' } = this.#parts;
    const entry = registry.encoder(key);
    const byTransformers = entry.kind === 'onnx' && entry.runtime === 'transformers-js';
    const runtime = byTransformers ? await optionalPackage('@huggingface/transformers', runtimesDir) : undefined;
    const started = performance.now();
    const files = await store.ensure(key);
    const tokenizer = new TextTokenizer(await readFile(files.tokenizer, 'utf8'), entry);
    const { dimensions, pooling } = entry.kind === 'onnx' ? entry : ({ dimensions: 1, pooling: 'score' } as const);
    const dynamic = entry.precision === 'int8-dynamic';
    const ranges = dynamic && fixedRanges && !byTransformers ? activationRanges(entry.sha256.model) : undefined;
    const before = pool.residentBytes();
    const graph = ranges === undefined ? undefined : await this.#graphs.write(key, files.model, ranges);
    await pool.load({ key, path: graph ?? files.model, dimensions, pooling, padId: tokenizer.padId, runtime });
    const memoryBytes = Math.max(0, pool.residentBytes() - before);
    const model = new LoadedModel({ entry, tokenizer, dependsOnBatch: dynamic && graph === undefined, memoryBytes });
    this.#loaded.set(key, model);
    this.#resident.add(model);
    logger.info({ model: key, ms: Math.round(performance.now() - started) }, 'model loaded');
    return model;
  }

  async #free(key: string, held: Held, whenUnused: (model: LoadedModel) => Promise<void>): Promise<void> {
    const model = await held.loading;
    this.#loaded.delete(key);
    await whenUnused(model);
    this.#resident.delete(model);
    await this.#parts.pool.unload(key);
    await this.#graphs.remove(key);
    this.#parts.logger.info({ model: key }, 'model unloaded');
  }
}
