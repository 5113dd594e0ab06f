import { endianness } from 'node:os';
import type { Batch } from './backend.ts';

export interface InputTensors {
  readonly rows: number;
  readonly width: number;
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly types: BigInt64Array;
}

const lowWord = endianness() === 'LE' ? 0 : 1;

/** Pads every row to the longest one. The 64-bit integers are written through 32-bit views: a tenth of the time of BigInt. */
export function inputTensors(batch: Batch, padId: number): InputTensors {
  const rows = batch.lengths.length;
  const width = batch.lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const ids = new BigInt64Array(rows * width);
  const mask = new BigInt64Array(rows * width);
  const idWords = new Int32Array(ids.buffer);
  const types = new BigInt64Array(rows * width);
  const maskWords = new Int32Array(mask.buffer);
  const typeWords = new Int32Array(types.buffer);
  let source = 0;
  for (let row = 0; row < rows; row += 1) {
    const length = batch.lengths[row];
    for (let token = 0; token < width; token += 1) {
      const word = (row * width + token) * 2 + lowWord;
      idWords[word] = token < length ? batch.ids[source + token] : padId;
      maskWords[word] = token < length ? 1 : 0;
      typeWords[word] = token >= batch.secondFrom[row] && token < length ? 1 : 0;
    }
    source += length;
  }
  return { rows, width, ids, mask, types };
}
