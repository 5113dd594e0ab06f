import { MingdaError } from '@mingda/platform';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { wantedTokensInput } from '../graph/bert-graph.ts';
import type { Backend, Batch, BatchOutput, ModelSpec } from './backend.ts';
import { providersOf } from './execution-device.ts';
import { inputTensors, type InputTensors } from './input-tensors.ts';
import { writeMean, writeTokens, type HiddenState, type TokenRange } from './pooling.ts';

interface LoadedModel {
  readonly spec: ModelSpec;
  readonly session: InferenceSession;
}

const warmUpLengths = [8, 64];
const tripleLength = 3;

/** ONNX Runtime in this thread. A run blocks the thread, so one session never has two runs at once. */
export class OnnxBackend implements Backend {
  readonly #device: string;
  readonly #intraOpThreads: number;
  readonly #models = new Map<string, LoadedModel>();

  /** @param device as `openDevice` found it */
  constructor(device: string, intraOpThreads: number) {
    this.#device = device;
    this.#intraOpThreads = intraOpThreads;
  }

  async load(spec: ModelSpec): Promise<void> {
    if (this.#models.has(spec.key)) return;
    const session = await this.#open(spec);
    this.#models.set(spec.key, { spec, session });
    for (const length of warmUpLengths) await this.run(warmUpBatch(spec, length));
  }

  async run(batch: Batch): Promise<BatchOutput> {
    const model = this.#models.get(batch.model);
    if (model === undefined)
      throw new MingdaError('MODEL_UNAVAILABLE', {
        subject: batch.model,
        detail: 'the model is not loaded in this thread',
      });
    const started = performance.now();
    const input = inputTensors(batch, model.spec.padId);
    const wanted = wantedTokens(model, batch, input.width);
    const results = await model.session.run(feeds(model.session, input, wanted));
    const output =
      model.spec.pooling === 'score'
        ? { pooled: scores(model, results, input.rows), spans: new Float32Array(), tokens: new Float32Array() }
        : pool(model.spec, hiddenState(model, results, [input.rows, wanted, model.spec.dimensions]), batch);
    return { ...output, computeMs: performance.now() - started };
  }

  async unload(key: string): Promise<void> {
    const model = this.#models.get(key);
    this.#models.delete(key);
    await model?.session.release();
  }

  async #open(spec: ModelSpec): Promise<InferenceSession> {
    try {
      return await InferenceSession.create(spec.path, this.#sessionOptions());
    } catch (cause) {
      throw new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
        subject: `${spec.key} on ${this.#device}`,
        detail: cause instanceof Error ? cause.message : String(cause),
        fixes:
          this.#device === 'cpu'
            ? [
                'verify the weights (`mingda models verify`)',
                'check that the installed ONNX Runtime knows the operators of this model',
              ]
            : ['check the memory of the graphics card', 'set MINGDA_INFERENCE_DEVICE to cpu'],
        cause,
      });
    }
  }

  #sessionOptions(): InferenceSession.SessionOptions {
    return {
      executionProviders: providersOf(this.#device),
      intraOpNumThreads: this.#intraOpThreads,
      interOpNumThreads: 1,
      // The arena buys 5-10 % on long texts. The memory pattern keeps a plan for every shape seen: more memory, no gain.
      enableCpuMemArena: true,
      enableMemPattern: false,
    };
  }
}

/** Tokens of each row whose vectors are needed: the first alone, unless others are averaged or asked for. */
function wantedTokens({ spec, session }: LoadedModel, { spans, tokens }: Batch, width: number): number {
  const firstOnly = spec.pooling === 'cls' && spans.length === 0 && tokens.length === 0;
  return firstOnly && session.inputNames.includes(wantedTokensInput) ? 1 : width;
}

function feeds(session: InferenceSession, input: InputTensors, wanted: number): Record<string, Tensor> {
  const shape = [input.rows, input.width];
  const wantedTensor = new Tensor('int64', BigInt64Array.of(BigInt(wanted)), [1]);
  const all: Record<string, BigInt64Array> = {
    input_ids: input.ids,
    attention_mask: input.mask,
    token_type_ids: input.types,
  };
  return Object.fromEntries(
    session.inputNames.map((name) => [
      name,
      name === wantedTokensInput ? wantedTensor : new Tensor('int64', all[name] ?? input.types, shape),
    ]),
  );
}

function hiddenState(
  { spec, session }: LoadedModel,
  results: InferenceSession.OnnxValueMapType,
  expected: readonly [texts: number, tokens: number, dimensions: number],
): HiddenState {
  const output = results.last_hidden_state ?? results[session.outputNames[0]];
  if (!(output.data instanceof Float32Array) || output.dims.join() !== expected.join()) {
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      subject: spec.key,
      detail: `expected float32 [${expected.join(', ')}], got ${output.type} [${output.dims.join(', ')}]`,
    });
  }
  return { data: output.data, width: expected[1], dimensions: spec.dimensions };
}

/** One number for each row: `[rows]` or `[rows, 1]`. */
function scores(
  { spec, session }: LoadedModel,
  results: InferenceSession.OnnxValueMapType,
  rows: number,
): Float32Array<ArrayBuffer> {
  const output = results.logits ?? results[session.outputNames[0]];
  const { data, dims } = output;
  const fits = dims[0] === rows && dims.slice(1).every((size) => size === 1);
  if (!(data instanceof Float32Array) || !fits)
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      subject: spec.key,
      detail: `expected float32 [${rows}, 1], got ${output.type} [${dims.join(', ')}]`,
    });
  if (!data.every(Number.isFinite))
    throw new MingdaError('MODEL_BAD_OUTPUT', { subject: spec.key, detail: 'a score is not finite' });
  return Float32Array.from(data);
}

export function pool(spec: ModelSpec, state: HiddenState, batch: Batch): Omit<BatchOutput, 'computeMs'> {
  const { dimensions } = spec;
  const rows = [...batch.lengths].map((length, row) => ({ row, start: 0, end: spec.pooling === 'cls' ? 1 : length }));
  const spans = ranges(batch.spans);
  const runs = ranges(batch.tokens);
  const pooled = new Float32Array(rows.length * dimensions);
  const means = new Float32Array(spans.length * dimensions);
  const tokens = new Float32Array(runs.reduce((sum, { start, end }) => sum + end - start, 0) * dimensions);
  let usable = true;
  for (const [index, range] of rows.entries())
    usable &&= writeMean(state, range, pooled.subarray(index * dimensions, (index + 1) * dimensions));
  for (const [index, range] of spans.entries())
    usable &&= writeMean(state, range, means.subarray(index * dimensions, (index + 1) * dimensions));
  let target = 0;
  for (const range of runs) {
    const length = (range.end - range.start) * dimensions;
    usable &&= writeTokens(state, range, tokens.subarray(target, target + length));
    target += length;
  }
  if (!usable)
    throw new MingdaError('MODEL_BAD_OUTPUT', { subject: spec.key, detail: 'a vector is zero or not finite' });
  return { pooled, spans: means, tokens };
}

function ranges(triples: Int32Array): TokenRange[] {
  const count = triples.length / tripleLength;
  return Array.from({ length: count }, (_, index) => {
    const [row, start, end] = triples.subarray(index * tripleLength);
    return { row, start, end };
  });
}

export function warmUpBatch(spec: ModelSpec, length: number): Batch {
  const none = new Int32Array();
  return {
    model: spec.key,
    ids: new Int32Array(length).fill(spec.padId),
    lengths: Int32Array.of(length),
    secondFrom: Int32Array.of(length),
    spans: none,
    tokens: none,
  };
}
