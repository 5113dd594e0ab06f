import { MingdaError } from '@mingda/platform';
import type { Backend, Batch, BatchOutput, ModelSpec } from './backend.ts';
import { OnnxBackend } from './onnx-backend.ts';
import { TransformersBackend } from './transformers-backend.ts';

/** The backends of one worker: each model runs on the one that its entry names. */
export class RuntimeBackends implements Backend {
  readonly #onnx: Backend;
  readonly #transformers: Backend;
  readonly #models = new Map<string, Backend>();

  constructor({ device, intraOpThreads }: { readonly device: string; readonly intraOpThreads: number }) {
    this.#onnx = new OnnxBackend(device, intraOpThreads);
    this.#transformers = new TransformersBackend(intraOpThreads);
  }

  async load(spec: ModelSpec): Promise<void> {
    const backend = spec.runtime === undefined ? this.#onnx : this.#transformers;
    await backend.load(spec);
    this.#models.set(spec.key, backend);
  }

  run(batch: Batch): Promise<BatchOutput> {
    const backend = this.#models.get(batch.model);
    if (backend !== undefined) return backend.run(batch);
    const detail = 'the model is not loaded in this worker';
    return Promise.reject(new MingdaError('MODEL_UNAVAILABLE', { subject: batch.model, detail }));
  }

  async unload(key: string): Promise<void> {
    const backend = this.#models.get(key);
    this.#models.delete(key);
    await backend?.unload(key);
  }
}
