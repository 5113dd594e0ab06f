import { elementTypes, floatsOf, readOnnxFile, type OnnxFile, type OnnxTensor } from './onnx-file.ts';

/** A dense layer: int8 weights [in, out] with a scale for each output, and the float bias. */
export interface QuantizedDense {
  readonly weight: OnnxTensor;
  readonly scale: OnnxTensor;
  readonly zeroPoint: OnnxTensor;
  readonly bias: OnnxTensor;
}

/** An embedding table as 8-bit integers with one scale and one zero point. */
export interface QuantizedTable {
  readonly values: OnnxTensor;
  readonly scale: OnnxTensor;
  readonly zeroPoint: OnnxTensor;
}

export interface LayerNormWeights {
  readonly weight: OnnxTensor;
  readonly bias: OnnxTensor;
}

export const denseNames = {
  query: 'attention/self/query',
  key: 'attention/self/key',
  value: 'attention/self/value',
  attentionOutput: 'attention/output/dense',
  intermediate: 'intermediate/dense',
  output: 'output/dense',
} as const;

export type BertLayer = Readonly<Record<keyof typeof denseNames, QuantizedDense>> & {
  readonly attentionNorm: LayerNormWeights;
  readonly outputNorm: LayerNormWeights;
};

/** A BERT encoder (Devlin et al. 2019) whose weights are 8-bit integers. */
export interface BertWeights {
  readonly dimensions: number;
  readonly heads: number;
  readonly epsilon: number;
  readonly words: QuantizedTable;
  readonly positions: QuantizedTable;
  readonly types: QuantizedTable;
  readonly embeddingNorm: LayerNormWeights;
  readonly layers: readonly BertLayer[];
}

/**
 * The weights of a BERT encoder that ONNX Runtime's dynamic quantizer made from a PyTorch export, found by the names that
 * the two give. Undefined when the file is anything else: such a model runs as it is stored.
 */
export function readBertWeights(bytes: Uint8Array): BertWeights | undefined {
  const file = readOnnxFile(bytes);
  try {
    return assemble(file);
  } catch (error) {
    if (error instanceof MissingPart) return undefined;
    throw error;
  }
}

class MissingPart extends Error {}

function assemble(file: OnnxFile): BertWeights {
  const layers: BertLayer[] = [];
  while (file.nodes.has(matMulName(layers.length, denseNames.query))) layers.push(layer(file, layers.length));
  const scaling = constantOf(file, '/encoder/layer.0/attention/self/Div');
  const embeddingNorm = norm(file, 'embeddings.LayerNorm');
  const dimensions = embeddingNorm.weight.dims[0] ?? 0;
  const headSize = Math.round(scaling ** 2);
  if (headSize === 0 || dimensions % headSize !== 0) throw new MissingPart('the size of a head');
  return {
    dimensions,
    heads: dimensions / headSize,
    epsilon: constantOf(file, '/embeddings/LayerNorm/Add'),
    words: table(file, 'word'),
    positions: table(file, 'position'),
    types: table(file, 'token_type'),
    embeddingNorm,
    layers,
  };
}

const matMulName = (layerIndex: number, path: string): string => `/encoder/layer.${layerIndex}/${path}/MatMul_quant`;

function layer(file: OnnxFile, index: number): BertLayer {
  const dense = (path: string): QuantizedDense => {
    const weightName = file.nodes.get(matMulName(index, path))?.inputs[1] ?? '';
    const base = weightName.replace(/_quantized$/, '');
    return {
      weight: tensor(file, weightName, elementTypes.int8),
      scale: tensor(file, `${base}_scale`, elementTypes.float),
      zeroPoint: tensor(file, `${base}_zero_point`, elementTypes.int8),
      bias: tensor(file, `encoder.layer.${index}.${path.replaceAll('/', '.')}.bias`, elementTypes.float),
    };
  };
  return {
    query: dense(denseNames.query),
    key: dense(denseNames.key),
    value: dense(denseNames.value),
    attentionOutput: dense(denseNames.attentionOutput),
    intermediate: dense(denseNames.intermediate),
    output: dense(denseNames.output),
    attentionNorm: norm(file, `encoder.layer.${index}.attention.output.LayerNorm`),
    outputNorm: norm(file, `encoder.layer.${index}.output.LayerNorm`),
  };
}

function norm(file: OnnxFile, path: string): LayerNormWeights {
  return {
    weight: tensor(file, `${path}.weight`, elementTypes.float),
    bias: tensor(file, `${path}.bias`, elementTypes.float),
  };
}

function table(file: OnnxFile, kind: string): QuantizedTable {
  const path = `embeddings.${kind}_embeddings.weight`;
  return {
    values: tensor(file, `${path}_quantized`, elementTypes.uint8),
    scale: tensor(file, `${path}_scale`, elementTypes.float),
    zeroPoint: tensor(file, `${path}_zero_point`, elementTypes.uint8),
  };
}

function tensor({ tensors }: OnnxFile, name: string, type: number): OnnxTensor {
  const found = tensors.get(name);
  if (found === undefined || found.type !== type) throw new MissingPart(name);
  return found;
}

/** The constant that a node takes as its second input. */
function constantOf(file: OnnxFile, nodeName: string): number {
  const input = file.nodes.get(nodeName)?.inputs[1] ?? '';
  return floatsOf(tensor(file, input, elementTypes.float))[0] ?? 0;
}
