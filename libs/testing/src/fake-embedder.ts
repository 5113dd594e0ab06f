import { createHash } from 'node:crypto';
import type { Embedding, EmbedReply, EmbedRequest } from '@mingda/contracts';

const WORD = /[\p{Script=Han}]|[\p{L}\p{N}]+/gu;

/**
 * Stands in for the models at their boundary: a text's vector is the normalised sum of one pseudo-random unit vector per
 * word (per character in Chinese), so texts that share words are close. Deterministic, and the same for each role.
 */
export class FakeEmbedder {
  readonly languages = { zh: 'bge-small-zh-v1.5-int8', en: 'bge-small-en-v1.5-int8' };
  /** Texts embedded so far, to show that unchanged content is not embedded again. */
  embedded = 0;

  modelFor(lang: string): string {
    return lang === 'zh' ? this.languages.zh : this.languages.en;
  }

  dims(key: string): number {
    return key === this.languages.zh ? 512 : 384;
  }

  maxTokens(_key: string): number {
    return 512;
  }

  givesTokens(_key: string): boolean {
    return false;
  }

  async embed(request: EmbedRequest): Promise<EmbedReply> {
    request.signal?.throwIfAborted();
    const dims = this.dims(request.model);
    this.embedded += request.items.length;
    const embeddings = request.items.map(({ text, spans = [] }): Embedding => ({
      vector: embedText(text, dims),
      spanVectors: spans.map(([start, end]) => embedText(text.slice(start, end), dims)),
      truncated: false,
    }));
    const tokenCount = this.countTokens(
      request.model,
      request.items.map((item) => item.text),
    ).reduce((sum, count) => sum + count, 0);
    return { embeddings, tokenCount, timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 } };
  }

  countTokens(_key: string, texts: readonly string[]): number[] {
    return texts.map((text) => wordsOf(text).length);
  }

  async ready(): Promise<void> {}

  async close(): Promise<void> {}
}

function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

function embedText(text: string, dims: number): Float32Array {
  const sum = new Float32Array(dims);
  for (const word of wordsOf(text)) {
    const bytes = createHash('shake256', { outputLength: dims }).update(word).digest();
    bytes.forEach((byte, index) => {
      sum[index] = (sum[index] ?? 0) + byte - 127.5;
    });
  }
  const norm = Math.hypot(...sum);
  if (norm === 0) sum[0] = 1;
  return norm === 0 ? sum : sum.map((value) => value / norm);
}
