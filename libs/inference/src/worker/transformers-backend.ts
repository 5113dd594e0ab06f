import { basename, dirname } from 'node:path';
import { MingdaError } from '@mingda/platform';
import type { Backend, Batch, BatchOutput, ModelSpec } from './backend.ts';
import { inputTensors } from './input-tensors.ts';
import { pool, warmUpBatch } from './onnx-backend.ts';

/** The part of transformers.js 4 that is used. The package is optional, so its own types are not here to import. */
interface TransformersRuntime {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly PretrainedConfig: new (config: { readonly model_type: string }) => object;
  readonly Tensor: new (type: 'int64', data: BigInt64Array, shape: readonly number[]) => object;
  readonly AutoModel: {
    from_pretrained(
      name: string,
      options: {
        readonly config: object;
        readonly local_files_only: true;
        readonly subfolder: string;
        readonly model_file_name: string;
        readonly dtype: 'fp32';
        readonly device: 'cpu';
        readonly session_options: { readonly intraOpNumThreads: number };
      },
    ): Promise<TransformersModel>;
  };
}

interface TransformersModel {
  (inputs: Record<string, object>): Promise<{
    readonly last_hidden_state?: { readonly data: unknown; readonly dims: readonly number[] };
  }>;
  dispose(): Promise<unknown>;
}

interface Loaded {
  readonly spec: ModelSpec;
  readonly model: TransformersModel;
}

/** transformers.js in this worker. It takes the files as our store keeps them and asks nothing of the network. */
export class TransformersBackend implements Backend {
  readonly #intraOpThreads: number;
  readonly #models = new Map<string, Loaded>();
  #runtime: TransformersRuntime | undefined;

  constructor(intraOpThreads: number) {
    this.#intraOpThreads = intraOpThreads;
  }

  async load(spec: ModelSpec): Promise<void> {
    if (this.#models.has(spec.key)) return;
    this.#models.set(spec.key, { spec, model: await this.#open(spec) });
    await this.run(warmUpBatch(spec, 8));
  }

  async run(batch: Batch): Promise<BatchOutput> {
    const loaded = this.#models.get(batch.model);
    if (loaded === undefined || this.#runtime === undefined)
      throw new MingdaError('MODEL_UNAVAILABLE', { subject: batch.model, detail: 'the model is not loaded' });
    const { Tensor } = this.#runtime;
    const { spec, model } = loaded;
    const started = performance.now();
    const { rows, width, ids, mask, types } = inputTensors(batch, spec.padId);
    const tensor = (data: BigInt64Array): object => new Tensor('int64', data, [rows, width]);
    const output = await model({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(types),
    });
    const { data, dims = [] } = output.last_hidden_state ?? {};
    const expected = [rows, width, spec.dimensions];
    if (!(data instanceof Float32Array) || dims.join() !== expected.join()) {
      throw new MingdaError('MODEL_BAD_OUTPUT', {
        subject: spec.key,
        detail: `expected float32 [${expected.join(', ')}], got [${dims.join(', ')}]`,
      });
    }
    return {
      ...pool(spec, { data, width, dimensions: spec.dimensions }, batch),
      computeMs: performance.now() - started,
    };
  }

  async unload(key: string): Promise<void> {
    const loaded = this.#models.get(key);
    this.#models.delete(key);
    await loaded?.model.dispose();
  }

  async #open({ key, path, runtime }: ModelSpec): Promise<TransformersModel> {
    try {
      this.#runtime ??= (await import(runtime ?? '')) as TransformersRuntime;
      const { env, AutoModel, PretrainedConfig } = this.#runtime;
      const folder = dirname(path);
      env.allowRemoteModels = false;
      env.localModelPath = dirname(folder);
      return await AutoModel.from_pretrained(basename(folder), {
        // Our models are encoders of this one kind; the file that says so is not part of the store.
        config: new PretrainedConfig({ model_type: 'bert' }),
        local_files_only: true,
        subfolder: '',
        model_file_name: basename(path, '.onnx'),
        dtype: 'fp32',
        device: 'cpu',
        session_options: { intraOpNumThreads: this.#intraOpThreads },
      });
    } catch (cause) {
      throw new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
        subject: `${key} on transformers.js`,
        detail: cause instanceof Error ? cause.message : String(cause),
        fixes: ['verify the weights (`mingda models verify`)', 'take out `runtime` of the entry to use ONNX Runtime'],
        cause,
      });
    }
  }
}
