import type { Embedding } from '@mingda/contracts';
import type { Batch, BatchOutput } from '../worker/backend.ts';
import type { QueueEntry } from './embed-task.ts';

export interface EncodedBatch {
  readonly batch: Batch;
  readonly transfer: readonly ArrayBuffer[];
}

/** Lays the texts of a batch out flat, ready to be handed to a thread. */
export function encodeBatch(model: string, entries: readonly QueueEntry[]): EncodedBatch {
  const ids = new Int32Array(entries.reduce((sum, entry) => sum + entry.length, 0));
  let position = 0;
  for (const { prepared } of entries) {
    ids.set(prepared.ids, position);
    position += prepared.ids.length;
  }
  const lengths = Int32Array.from(entries, (entry) => entry.length);
  const secondFrom = Int32Array.from(entries, ({ prepared }) => prepared.secondFrom);
  const spans = Int32Array.from(
    entries.flatMap(({ prepared }, row) =>
      prepared.spans.filter(({ start, end }) => end > start).flatMap(({ start, end }) => [row, start, end]),
    ),
  );
  const tokens = Int32Array.from(
    entries.flatMap(({ prepared: { tokens: wanted } }, row) =>
      wanted === undefined ? [] : [row, wanted.start, wanted.end],
    ),
  );
  return {
    batch: { model, ids, lengths, secondFrom, spans, tokens },
    transfer: [ids.buffer, lengths.buffer, secondFrom.buffer, spans.buffer, tokens.buffer],
  };
}

/** Deals a batch's vectors out again. Each vector gets memory of its own, so that keeping one keeps one. */
export function decodeOutput(entries: readonly QueueEntry[], output: BatchOutput, dimensions: number): Embedding[] {
  let span = 0;
  let token = 0;
  return entries.map(({ prepared }, row) => {
    const vector = output.pooled.slice(row * dimensions, (row + 1) * dimensions);
    const spanVectors = prepared.spans.map(({ start, end }) => {
      if (start === end) return vector.slice();
      span += 1;
      return output.spans.slice((span - 1) * dimensions, span * dimensions);
    });
    const embedding: Embedding = { vector, spanVectors, truncated: prepared.truncated };
    if (prepared.tokens === undefined) return embedding;
    const { start, end, offsets } = prepared.tokens;
    const from = token;
    token += end - start;
    const vectors = output.tokens.slice(from * dimensions, token * dimensions);
    return { ...embedding, tokens: { ids: prepared.ids.slice(start, end), offsets, vectors } };
  });
}
