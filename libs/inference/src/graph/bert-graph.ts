import type { BertLayer, BertWeights, LayerNormWeights, QuantizedDense } from './bert-weights.ts';
import { GraphWriter } from './graph-writer.ts';
import { elementTypes, floatsOf, type OnnxTensor } from './onnx-file.ts';

/** Smallest and largest value that an activation may take; what lies beyond is cut to it. */
export type ActivationRange = readonly [low: number, high: number];

/** Activations of one layer that are turned into 8-bit integers: before query/key/value, output, and the two of the feed-forward net. */
const quantizedPerLayer = 4;
const byteSteps = 255;
/** Taken off the score of a padding token; its share is then zero in single precision. */
const maskPenalty = 10_000;
/** [text, token, head, component] to [text, head, token, component] and back. */
const headsFirst = [0, 2, 1, 3];

export const quantizedActivations = ({ layers }: BertWeights): number => layers.length * quantizedPerLayer;

/** The input that says how many tokens of each text, counted from its first, are wanted of the last layer. */
export const wantedTokensInput = 'wanted_tokens';
const hiddenStateOutput = 'last_hidden_state';

/**
 * A graph that runs the weights as they are, and differs from the stored one in three ways:
 * - Activations are quantised with fixed ranges, not with the range of whatever runs together. A vector then depends on its
 *   text alone: it is the same in every batch, and neither minima nor maxima are sought at run time.
 * - The last layer is computed for `wanted_tokens` tokens of each text: one, where the first token's vector is the text's.
 * - No mask is added to the attention scores where no text is padded.
 *
 * Without ranges, those of the run are used, and every `scale` and `zero` is an output: that is how ranges are found.
 * Inputs: `input_ids`, `attention_mask` int64 [texts, tokens]; `wanted_tokens` int64 [1]. Output: `last_hidden_state`
 * float32 [texts, wanted, dimensions].
 */
export function bertGraph(weights: BertWeights, ranges?: readonly ActivationRange[]): Uint8Array {
  return new BertGraph(weights, ranges).build();
}

interface Quantized {
  readonly values: string;
  readonly scale: string;
  readonly zero: string;
}

class BertGraph {
  readonly #weights: BertWeights;
  readonly #ranges: readonly ActivationRange[] | undefined;
  readonly #graph = new GraphWriter();
  readonly #zero: string;
  readonly #one: string;
  readonly #headShape: string;
  readonly #stateShape: string;
  readonly #mask: string;
  readonly #padded: string;
  #quantized = 0;

  constructor(weights: BertWeights, ranges: readonly ActivationRange[] | undefined) {
    this.#weights = weights;
    this.#ranges = ranges;
    const graph = this.#graph;
    this.#zero = graph.integers(0);
    this.#one = graph.integers(1);
    const { dimensions, heads } = weights;
    this.#headShape = graph.integers(0, 0, heads, dimensions / heads);
    this.#stateShape = graph.integers(0, 0, dimensions);
    const kept = graph.node('Cast', ['attention_mask'], { attributes: { to: { int: elementTypes.float } } });
    const penalty = graph.node('Mul', [graph.node('Sub', [kept, graph.scalar(1)]), graph.scalar(maskPenalty)]);
    this.#mask = graph.node('Unsqueeze', [penalty, graph.integers(1, 2)]);
    const smallest = graph.node('ReduceMin', ['attention_mask'], { attributes: { keepdims: { int: 0 } } });
    const isFull = graph.node('Cast', [smallest], { attributes: { to: { int: elementTypes.bool } } });
    this.#padded = graph.node('Not', [isFull]);
  }

  build(): Uint8Array {
    const { layers, dimensions } = this.#weights;
    let state = this.#embeddings();
    this.#graph.output({ name: hiddenStateOutput, type: elementTypes.float, dims: ['texts', 'wanted', dimensions] });
    for (const [index, layer] of layers.entries()) state = this.#layer(layer, state, index === layers.length - 1);
    const { int64 } = elementTypes;
    return this.#graph.model([
      { name: 'input_ids', type: int64, dims: ['texts', 'tokens'] },
      { name: 'attention_mask', type: int64, dims: ['texts', 'tokens'] },
      { name: wantedTokensInput, type: int64, dims: [1] },
    ]);
  }

  /** Word, position and type vectors; every token has type 0, so position and type are one table. */
  #embeddings(): string {
    const graph = this.#graph;
    const { words, embeddingNorm } = this.#weights;
    const rows = graph.node('Gather', [graph.tensor(words.values), 'input_ids']);
    const word = graph.node('DequantizeLinear', [rows, graph.tensor(words.scale), graph.tensor(words.zeroPoint)]);
    const size = graph.node('Shape', ['input_ids']);
    const tokens = graph.node('Gather', [size, this.#one]);
    const places = graph.node('Slice', [this.#positions(), this.#zero, tokens, this.#zero]);
    return this.#norm(graph.node('Add', [word, places]), embeddingNorm);
  }

  #positions(): string {
    const { positions, types, dimensions } = this.#weights;
    const type = dequantized(types.values.data.subarray(0, dimensions), types);
    const place = dequantized(positions.values.data, positions);
    for (let index = 0; index < place.length; index += 1) place[index] += type[index % dimensions];
    return this.#graph.floats(place, positions.values.dims);
  }

  #layer(layer: BertLayer, state: string, isLast: boolean): string {
    const input = this.#quantize(state);
    const key = this.#dense(input, layer.key);
    const value = this.#dense(input, layer.value);
    const asked = isLast ? { ...input, values: this.#wanted(input.values) } : input;
    const kept = isLast ? this.#wanted(state) : state;
    const context = this.#attention(this.#dense(asked, layer.query), key, value);
    const attended = this.#dense(this.#quantize(context), layer.attentionOutput);
    const middle = this.#norm(this.#graph.node('Add', [attended, kept]), layer.attentionNorm);
    const inner = this.#dense(this.#quantize(middle), layer.intermediate);
    const active = this.#graph.node('Gelu', [inner], { contributed: true });
    const outer = this.#dense(this.#quantize(active), layer.output);
    return this.#norm(
      this.#graph.node('Add', [outer, middle]),
      layer.outputNorm,
      isLast ? hiddenStateOutput : undefined,
    );
  }

  #wanted(values: string): string {
    return this.#graph.node('Slice', [values, this.#zero, wantedTokensInput, this.#one]);
  }

  /** Vaswani et al. 2017, section 3.2: softmax(Q Kt / sqrt(size)) V for each head. */
  #attention(query: string, key: string, value: string): string {
    const graph = this.#graph;
    const { dimensions, heads } = this.#weights;
    const headSize = dimensions / heads;
    const byHead = (state: string): string => {
      const split = graph.node('Reshape', [state, this.#headShape]);
      return graph.node('Transpose', [split], { attributes: { perm: { ints: headsFirst } } });
    };
    const scores = graph.node('FusedMatMul', [byHead(query), byHead(key)], {
      contributed: true,
      attributes: { transB: { int: 1 }, alpha: { float: 1 / Math.sqrt(headSize) } },
    });
    const context = graph.node('MatMul', [this.#shares(scores), byHead(value)]);
    const tokensFirst = graph.node('Transpose', [context], { attributes: { perm: { ints: headsFirst } } });
    return graph.node('Reshape', [tokensFirst, this.#stateShape]);
  }

  /** The mask is added only where a text is padded: adding it costs as much as the softmax itself. */
  #shares(scores: string): string {
    const softmax = (prefix: string, mask?: string): GraphWriter => {
      const branch = new GraphWriter(prefix);
      const masked = mask === undefined ? scores : branch.node('Add', [scores, mask]);
      branch.output({ name: branch.node('Softmax', [masked]), type: elementTypes.float });
      return branch;
    };
    const attributes = {
      then_branch: { branch: softmax('padded', this.#mask) },
      else_branch: { branch: softmax('full') },
    };
    return this.#graph.node('If', [this.#padded], { attributes });
  }

  #quantize(state: string): Quantized {
    const index = this.#quantized;
    this.#quantized += 1;
    const range = this.#ranges?.[index];
    if (range === undefined) return this.#observed(state);
    const low = Math.min(range[0], 0);
    const step = (Math.max(range[1], 0) - low) / byteSteps;
    const scale = this.#graph.scalar(step);
    const zero = this.#graph.byte(Math.round(-low / step));
    return { values: this.#graph.node('QuantizeLinear', [state, scale, zero]), scale, zero };
  }

  #observed(state: string): Quantized {
    const values = this.#graph.node('DynamicQuantizeLinear', [state], { outputs: 3 });
    const scale = `${values}.1`;
    const zero = `${values}.2`;
    this.#graph.output({ name: scale, type: elementTypes.float, dims: [] });
    this.#graph.output({ name: zero, type: elementTypes.uint8, dims: [] });
    return { values, scale, zero };
  }

  #dense({ values, scale, zero }: Quantized, { weight, scale: columns, zeroPoint, bias }: QuantizedDense): string {
    const graph = this.#graph;
    const inputs = [
      values,
      graph.tensor(weight),
      scale,
      graph.tensor(columns),
      zero,
      graph.tensor(zeroPoint),
      graph.tensor(bias),
    ];
    return graph.node('MatMulIntegerToFloat', inputs, { contributed: true });
  }

  #norm(state: string, { weight, bias }: LayerNormWeights, name?: string): string {
    const inputs = [state, this.#graph.tensor(weight), this.#graph.tensor(bias)];
    const attributes = { axis: { int: -1 }, epsilon: { float: this.#weights.epsilon } };
    return this.#graph.node('LayerNormalization', inputs, { attributes, name });
  }
}

function dequantized(
  values: Uint8Array,
  { scale, zeroPoint }: { readonly scale: OnnxTensor; readonly zeroPoint: OnnxTensor },
): Float32Array<ArrayBuffer> {
  const step = floatsOf(scale)[0] ?? 0;
  const zero = zeroPoint.data[0] ?? 0;
  return Float32Array.from(values, (value) => (value - zero) * step);
}
