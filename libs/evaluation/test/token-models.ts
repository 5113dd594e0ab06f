import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import type { TokenModels } from '../src/bert-score/token-encoder.ts';

const cls = 101;
const sep = 102;

/** The normalised mean without the special tokens. */
function pooled(vectors: Float32Array, rows: number): Float32Array {
  const sum = new Float32Array(8);
  for (let i = 8; i < (rows - 1) * 8; i += 1) sum[i % 8] += vectors[i];
  const norm = Math.hypot(...sum) || 1;
  return sum.map((value) => value / norm);
}

/** A named fake of the inference engine: one token a character, each character its own axis of eight. */
export class OneHotTokenModels implements TokenModels {
  readonly calls: string[] = [];
  readonly texts: string[] = [];

  async load(model: string): Promise<void> {
    this.calls.push(`load ${model}`);
  }

  async unload(model: string): Promise<void> {
    this.calls.push(`unload ${model}`);
  }

  async embed(request: EmbedRequest): Promise<EmbedReply> {
    if (request.tokens !== 'all' || request.role !== 'plain')
      throw new Error('scoring needs plain texts with all tokens');
    this.texts.push(...request.items.map((item) => item.text));
    const embeddings = request.items.map(({ text }) => {
      if (text.includes('boom')) throw new Error('the backend stopped');
      const ids = Int32Array.from([cls, ...[...text].map((character) => character.codePointAt(0) ?? 0), sep]);
      const vectors = new Float32Array(ids.length * 8);
      for (const [row, id] of ids.entries()) vectors[row * 8 + (id % 8)] = 1;
      const tokens = { ids, offsets: new Int32Array(ids.length * 2), vectors };
      return { vector: pooled(vectors, ids.length), spanVectors: [], tokens, truncated: false };
    });
    return { embeddings, tokenCount: 0, timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 } };
  }
}
