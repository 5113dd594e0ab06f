import type { EmbedRequest } from '@mingda/contracts';
import type { Embedder } from '@mingda/models';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberPassages } from './passage-vector-cache.ts';

/** Vectors of two numbers; notes the texts of each pass. */
function countingEmbedder(): { embedder: Embedder; passes: string[][] } {
  const passes: string[][] = [];
  const embedder: Embedder = {
    languages: { zh: 'small', en: 'small' },
    modelFor: () => 'small',
    dims: () => 2,
    maxTokens: () => 512,
    givesTokens: () => false,
    countTokens: (_, texts) => texts.map((it) => it.length),
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
    embed: ({ items }) => {
      passes.push(items.map((it) => it.text));
      const embeddings = items.map(({ text }) => ({
        vector: Float32Array.of(text.length, 0.5),
        spanVectors: [],
        truncated: false,
      }));
      return Promise.resolve({ embeddings, tokenCount: 0, timings: { tokenizeMs: 0, queueMs: 0, computeMs: 0 } });
    },
  };
  return { embedder, passes };
}

const request = (texts: string[], given: Partial<EmbedRequest> = {}): EmbedRequest => ({
  model: 'small',
  role: 'passage',
  priority: 'bulk',
  items: texts.map((text) => ({ text })),
  ...given,
});

describe('rememberPassages', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'mingda-vectors-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('computes a passage once, in this run and the next, and keeps the order of the request', async () => {
    const first = countingEmbedder();
    rememberPassages(first.embedder, folder);
    await first.embedder.embed(request(['a', 'bb']));
    const { embeddings } = await first.embedder.embed(request(['ccc', 'a']));
    expect(embeddings.map((it) => [...it.vector])).toEqual([
      [3, 0.5],
      [1, 0.5],
    ]);
    expect(first.passes).toEqual([['a', 'bb'], ['ccc']]);

    const next = countingEmbedder();
    rememberPassages(next.embedder, folder);
    const again = await next.embedder.embed(request(['bb', 'ccc']));
    expect(again.embeddings.map((it) => it.vector[0])).toEqual([2, 3]);
    expect(next.passes).toEqual([]);
  });

  it('leaves questions and requests for tokens to the model', async () => {
    const { embedder, passes } = countingEmbedder();
    rememberPassages(embedder, folder);
    for (const given of [{ role: 'query' }, { tokens: true }] as const) {
      await embedder.embed(request(['a'], given));
      await embedder.embed(request(['a'], given));
    }
    expect(passes).toHaveLength(4);
  });

  it('goes on behind half a record that a killed run has left', async () => {
    const killed = countingEmbedder();
    rememberPassages(killed.embedder, folder);
    await killed.embedder.embed(request(['a']));
    appendFileSync(join(folder, 'small.f32'), Buffer.alloc(11));

    const next = countingEmbedder();
    rememberPassages(next.embedder, folder);
    await next.embedder.embed(request(['a', 'bb']));
    expect(next.passes).toEqual([['bb']]);
    const last = countingEmbedder();
    rememberPassages(last.embedder, folder);
    const { embeddings } = await last.embedder.embed(request(['bb', 'a']));
    expect(embeddings.map((it) => [...it.vector])).toEqual([
      [2, 0.5],
      [1, 0.5],
    ]);
    expect(last.passes).toEqual([]);
  });
});
