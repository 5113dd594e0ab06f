/** The three ways in which the ONNX format stores a field. */
const wireTypes = { varint: 0, bytes: 2, fixed32: 5 } as const;

const fixed64Bytes = 8;
const fixed32Bytes = 4;

/** One field of a message: its number, and its value as a number or as bytes. */
export interface Field {
  readonly number: number;
  readonly integer: number;
  readonly bytes: Uint8Array;
}

const none = new Uint8Array();

/**
 * The fields of one protobuf message in their order; bytes are views into the message.
 * @throws RangeError when the message ends inside a field or holds groups, which ONNX does not use
 */
export function* readFields(message: Uint8Array): Generator<Field> {
  const reader = new FieldReader(message);
  while (!reader.atEnd) yield reader.next();
}

/** Integers of a field that may be packed into one run of bytes or come one by one. */
export function readIntegers(field: Field): number[] {
  if (field.bytes === none) return [field.integer];
  const reader = new FieldReader(field.bytes);
  const integers: number[] = [];
  while (!reader.atEnd) integers.push(reader.varint());
  return integers;
}

class FieldReader {
  readonly #message: Uint8Array;
  #position = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get atEnd(): boolean {
    return this.#position >= this.#message.length;
  }

  next(): Field {
    const tag = this.varint();
    const number = tag >>> 3;
    switch (tag & 7) {
      case wireTypes.varint:
        return { number, integer: this.varint(), bytes: none };
      case 1:
        return { number, integer: 0, bytes: this.#take(fixed64Bytes) };
      case wireTypes.bytes:
        return { number, integer: 0, bytes: this.#take(this.varint()) };
      case wireTypes.fixed32:
        return { number, integer: 0, bytes: this.#take(fixed32Bytes) };
      default:
        throw new RangeError('a field of an unknown kind');
    }
  }

  /** Signed 64-bit; exact up to 2^53, which sizes and codes never reach. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (this.atEnd) throw new RangeError('the message ends inside a number');
      const byte = this.#message[this.#position];
      this.#position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  }

  #take(length: number): Uint8Array {
    const end = this.#position + length;
    if (length < 0 || end > this.#message.length) throw new RangeError('the message ends inside a field');
    const bytes = this.#message.subarray(this.#position, end);
    this.#position = end;
    return bytes;
  }
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

export function integerField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(number * 8 + wireTypes.varint), ...varintBytes(value)]);
}

export function floatField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(1 + fixed32Bytes);
  bytes[0] = number * 8 + wireTypes.fixed32;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

/** A nested message, a text or raw bytes, given in parts. */
export function bytesField(number: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const content = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part));
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const head = Uint8Array.from([...varintBytes(number * 8 + wireTypes.bytes), ...varintBytes(length)]);
  return Buffer.concat([head, ...content]);
}
