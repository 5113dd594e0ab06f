/** The bytes of an array of numbers; every platform that Node runs on is little-endian, as the wire wants it. */
export function packed(numbers: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** @throws RangeError when the bytes are no whole number of values */
export function unpackFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(aligned(bytes));
}

/** @throws RangeError when the bytes are no whole number of values */
export function unpackIntegers(bytes: Uint8Array): Int32Array {
  return new Int32Array(aligned(bytes));
}

/** A received message's bytes may start anywhere in a shared buffer; numbers need memory of their own. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}
