import { tokenProductsBytes } from './token-products.wasm.ts';

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** All of them byte offsets and counts; see token-products.wat. */
  products(rows: number, rowCount: number, tokens: number, tokenCount: number, dims: number, out: number): void;
}

/** The part of the platform's WebAssembly that is used; the language's own type library does not know it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Kernel };
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
const bytes = Uint8Array.from(atob(tokenProductsBytes), (it) => it.charCodeAt(0));
const kernel = new Instance(new Module(bytes)).exports;

const pageBytes = 65_536;
/** Bytes that one step of the kernel takes of a row. */
const step = 16;

/** Row r stands for `rows[r * dims ...] * scales[r]`. */
export interface QuantizedRows {
  readonly dims: number;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
}

/** Largest number of a quantized question token: 12 bits keep each product's sum far inside 32 bits. */
const largestToken = 2047;

const aligned = (size: number): number => Math.ceil(size / step) * step;

/**
 * Inner products of all rows with all tokens, `rows.length / dims` x `tokens.length / dims`, row by row. The tokens are
 * taken as 12-bit numbers with a scale each, so that the error is below 0.001 for vectors of norm 1. About ten times as fast
 * as the same loop without SIMD.
 */
export function tokenProducts({ rows, scales, dims }: QuantizedRows, tokens: Float32Array): Float32Array<ArrayBuffer> {
  const rowCount = scales.length;
  const tokenCount = tokens.length / dims;
  const products = new Float32Array(rowCount * tokenCount);
  if (products.length === 0) return products;
  const width = aligned(dims);
  const tokensAt = rowCount * width;
  const outAt = tokensAt + tokenCount * width * 2;
  const buffer = memoryOf(outAt + products.length * 4);
  copyRows(new Int8Array(buffer, 0, rowCount * width), rows, { dims, width });
  const tokenScales = writeTokens(new Int16Array(buffer, tokensAt, tokenCount * width), tokens, { dims, width });
  kernel.products(0, rowCount, tokensAt, tokenCount, width, outAt);
  const sums = new Int32Array(buffer, outAt, products.length);
  for (let row = 0, at = 0; row < rowCount; row += 1) {
    for (let token = 0; token < tokenCount; token += 1, at += 1) {
      products[at] = sums[at] * scales[row] * tokenScales[token];
    }
  }
  return products;
}

function memoryOf(size: number): ArrayBuffer {
  const missing = size - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / pageBytes));
  return kernel.memory.buffer;
}

interface Shape {
  readonly dims: number;
  /** `dims` rounded up to whole steps; the rest is zero. */
  readonly width: number;
}

function copyRows(into: Int8Array, rows: Int8Array, { dims, width }: Shape): void {
  if (dims === width) {
    into.set(rows);
    return;
  }
  into.fill(0);
  for (let from = 0, to = 0; from < rows.length; from += dims, to += width) {
    into.set(rows.subarray(from, from + dims), to);
  }
}

/** @returns the scale of each token */
function writeTokens(into: Int16Array, tokens: Float32Array, { dims, width }: Shape): Float32Array {
  const scales = new Float32Array(tokens.length / dims);
  if (dims !== width) into.fill(0);
  for (let token = 0; token < scales.length; token += 1) {
    const from = token * dims;
    let largest = 0;
    for (let i = 0; i < dims; i += 1) largest = Math.max(largest, Math.abs(tokens[from + i]));
    const scale = largest / largestToken || 1;
    scales[token] = scale;
    for (let i = 0; i < dims; i += 1) into[token * width + i] = Math.round(tokens[from + i] / scale);
  }
  return scales;
}
