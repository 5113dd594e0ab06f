import { elementTypes, type OnnxTensor } from './onnx-file.ts';
import { bytesField, floatField, integerField } from './protobuf-fields.ts';

/** An ONNX attribute: an integer, a float, a list of integers, a tensor or the body of a branch. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly branch: GraphWriter };

interface NodeOptions {
  /** Operators that ONNX Runtime adds to the standard. */
  readonly contributed?: boolean;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly outputs?: number;
  /** Name of the first output; made up when absent. */
  readonly name?: string | undefined;
}

/** A graph input or output; a text names a size that differs from run to run. */
export interface GraphValue {
  readonly name: string;
  readonly type: number;
  readonly dims?: readonly (number | string)[];
}

const irVersion = 8;
const standardOpset = 17;
const contributedDomain = 'com.microsoft';
const attributeTypes = { float: 1, int: 2, branch: 5, ints: 7 };

/** Puts an ONNX graph together, node by node; every value gets a name of its own. */
export class GraphWriter {
  readonly #prefix: string;
  readonly #nodes: Uint8Array[] = [];
  readonly #constants: Uint8Array[] = [];
  readonly #outputs: GraphValue[] = [];
  #count = 0;

  constructor(prefix = 'v') {
    this.#prefix = prefix;
  }

  /** @returns the name of the node's first output; further ones end in `.1`, `.2` */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const name = options.name ?? this.#name();
    const outputs = Array.from({ length: options.outputs ?? 1 }, (_, index) =>
      index === 0 ? name : `${name}.${index}`,
    );
    this.#nodes.push(
      bytesField(
        1,
        ...inputs.map((input) => bytesField(1, input)),
        ...outputs.map((output) => bytesField(2, output)),
        bytesField(3, name),
        bytesField(4, operator),
        ...Object.entries(options.attributes ?? {}).map(([key, attribute]) =>
          bytesField(5, ...encoded(key, attribute)),
        ),
        bytesField(7, options.contributed === true ? contributedDomain : ''),
      ),
    );
    return name;
  }

  /** A constant with the bytes of a tensor that was read. */
  tensor({ type, dims, data }: Omit<OnnxTensor, 'name'>): string {
    const name = this.#name();
    this.#constants.push(
      bytesField(
        5,
        ...dims.map((size) => integerField(1, size)),
        integerField(2, type),
        bytesField(8, name),
        bytesField(9, data),
      ),
    );
    return name;
  }

  floats(values: Float32Array, dims: readonly number[] = [values.length]): string {
    return this.tensor({ type: elementTypes.float, dims, data: bytesOf(values) });
  }

  scalar(value: number): string {
    return this.floats(Float32Array.of(value), []);
  }

  byte(value: number): string {
    return this.tensor({ type: elementTypes.uint8, dims: [], data: Uint8Array.of(value) });
  }

  integers(...values: readonly number[]): string {
    const data = bytesOf(BigInt64Array.from(values, (value) => BigInt(value)));
    return this.tensor({ type: elementTypes.int64, dims: [values.length], data });
  }

  output(value: GraphValue): void {
    this.#outputs.push(value);
  }

  /** The bytes of a model file. */
  model(inputs: readonly GraphValue[]): Uint8Array {
    return Buffer.concat([
      integerField(1, irVersion),
      bytesField(7, ...this.#graph(inputs)),
      bytesField(8, bytesField(1, ''), integerField(2, standardOpset)),
      bytesField(8, bytesField(1, contributedDomain), integerField(2, 1)),
    ]);
  }

  /** The fields of a branch, whose values come from the graph around it. */
  branch(): Uint8Array[] {
    return this.#graph([]);
  }

  #graph(inputs: readonly GraphValue[]): Uint8Array[] {
    return [
      ...this.#nodes,
      bytesField(2, this.#prefix),
      ...this.#constants,
      ...inputs.map((value) => bytesField(11, ...described(value))),
      ...this.#outputs.map((value) => bytesField(12, ...described(value))),
    ];
  }

  #name(): string {
    this.#count += 1;
    return `${this.#prefix}${this.#count}`;
  }
}

function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function encoded(key: string, attribute: Attribute): Uint8Array[] {
  const name = bytesField(1, key);
  if ('int' in attribute) return [name, integerField(3, attribute.int), integerField(20, attributeTypes.int)];
  if ('float' in attribute) return [name, floatField(2, attribute.float), integerField(20, attributeTypes.float)];
  if ('ints' in attribute) {
    return [name, ...attribute.ints.map((value) => integerField(8, value)), integerField(20, attributeTypes.ints)];
  }
  return [name, bytesField(6, ...attribute.branch.branch()), integerField(20, attributeTypes.branch)];
}

function described({ name, type, dims }: GraphValue): Uint8Array[] {
  const sizes = dims?.map((size) =>
    bytesField(1, typeof size === 'number' ? integerField(1, size) : bytesField(2, size)),
  );
  const shape = sizes === undefined ? [] : [bytesField(2, ...sizes)];
  return [bytesField(1, name), bytesField(2, bytesField(1, integerField(1, type), ...shape))];
}
