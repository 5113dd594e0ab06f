import { readFields, readIntegers, type Field } from './protobuf-fields.ts';

/** Element types of the ONNX format that are used here. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  /** Little-endian elements, row-major. */
  readonly data: Uint8Array;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The `value` of a Constant node. */
  readonly value: OnnxTensor | undefined;
}

/** What is read of a model file: the nodes of its graph and its constant tensors. */
export interface OnnxFile {
  readonly nodes: ReadonlyMap<string, OnnxNode>;
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
}

const modelFields = { graph: 7 };
const graphFields = { node: 1, initializer: 5 };
const nodeFields = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 };
const attributeFields = { tensor: 5 };
const tensorFields = { dims: 1, type: 2, floats: 4, integers: 5, name: 8, raw: 9 };

/**
 * Reads nodes and constants of an ONNX file (onnx.proto3, IR version 3 and later). Tensors are views into `file`.
 * @throws RangeError when the bytes are no ONNX file
 */
export function readOnnxFile(file: Uint8Array): OnnxFile {
  const nodes = new Map<string, OnnxNode>();
  const tensors = new Map<string, OnnxTensor>();
  for (const model of readFields(file)) {
    if (model.number !== modelFields.graph) continue;
    for (const part of readFields(model.bytes)) {
      if (part.number === graphFields.initializer) {
        const tensor = readTensor(part.bytes);
        tensors.set(tensor.name, tensor);
      } else if (part.number === graphFields.node) {
        const node = readNode(part.bytes);
        nodes.set(node.name, node);
        if (node.value !== undefined) tensors.set(node.outputs[0] ?? '', node.value);
      }
    }
  }
  return { nodes, tensors };
}

const text = ({ bytes }: Field): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

function readNode(message: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let name = '';
  let operator = '';
  let value: OnnxTensor | undefined;
  for (const field of readFields(message)) {
    if (field.number === nodeFields.input) inputs.push(text(field));
    else if (field.number === nodeFields.output) outputs.push(text(field));
    else if (field.number === nodeFields.name) name = text(field);
    else if (field.number === nodeFields.operator) operator = text(field);
    else if (field.number === nodeFields.attribute) value ??= attributeTensor(field.bytes);
  }
  return { name, operator, inputs, outputs, value };
}

function attributeTensor(message: Uint8Array): OnnxTensor | undefined {
  for (const field of readFields(message)) {
    if (field.number === attributeFields.tensor) return readTensor(field.bytes);
  }
  return undefined;
}

function readTensor(message: Uint8Array): OnnxTensor {
  const dims: number[] = [];
  let name = '';
  let type = 0;
  let data: Uint8Array = new Uint8Array();
  const integers: number[] = [];
  for (const field of readFields(message)) {
    if (field.number === tensorFields.dims) dims.push(...readIntegers(field));
    else if (field.number === tensorFields.type) type = field.integer;
    else if (field.number === tensorFields.name) name = text(field);
    else if (field.number === tensorFields.raw || field.number === tensorFields.floats) data = field.bytes;
    else if (field.number === tensorFields.integers) integers.push(...readIntegers(field));
  }
  // Small tensors of bytes are stored as a list of integers.
  if (data.length === 0 && integers.length > 0) data = Uint8Array.from(integers, (value) => value & 0xff);
  return { name, type, dims, data };
}

/** The elements of a float tensor, copied out of the file. */
export function floatsOf({ data }: OnnxTensor): Float32Array<ArrayBuffer> {
  return new Float32Array(new Uint8Array(data).buffer);
}
