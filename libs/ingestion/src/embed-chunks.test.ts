import { setImmediate as nextTurn } from 'node:timers/promises';
import { defaultProfile, type EmbedReply, type EmbedRequest } from '@mingda/contracts';
import { applyEdits, placeBlocks, type CutChunk } from '@mingda/domain';
import { FakeEmbedder } from '@mingda/testing';
import { expect, test, vi } from 'vitest';
import { cutDocument, tokenCounter } from './cut-document.ts';
import { embedChunks } from './embed-chunks.ts';

/** Answers a request some turns later and counts the texts that wait. */
class SlowEmbedder extends FakeEmbedder {
  waiting = 0;
  most = 0;

  override async embed(request: EmbedRequest): Promise<EmbedReply> {
    this.waiting += request.items.length;
    this.most = Math.max(this.most, this.waiting);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    this.waiting -= request.items.length;
    return super.embed(request);
  }
}

async function chunksOf(paragraphs: number): Promise<CutChunk[]> {
  const placed = placeBlocks(
    Array.from({ length: paragraphs }, (_, index) => ({
      kind: 'paragraph' as const,
      text: `Rule ${index} says this. It holds for all of us here. It ends next year.`,
    })),
  );
  const embedder = new FakeEmbedder();
  const { chunking } = defaultProfile;
  const drafts = await cutDocument(embedder, { placed, title: '', lang: 'en', chunking });
  return applyEdits({ text: placed.text, drafts, edits: [], countTokens: tokenCounter(embedder, 'en') }).chunks;
}

const embed = (embedder: FakeEmbedder, chunks: readonly CutChunk[], onProgress: (done: number) => void) =>
  embedChunks(embedder, { collectionId: 'c', title: '', chunks, tokenVectors: false, onProgress, signal: undefined });

test('the next chunks wait behind those that run, within bounds', async () => {
  const chunks = await chunksOf(300);
  const embedder = new SlowEmbedder();
  const done: number[] = [];
  const embedded = await embed(embedder, chunks, (count) => done.push(count));
  const texts = chunks.reduce((sum, it) => sum + 1 + it.sentences.length, 0);
  expect(texts).toBeGreaterThan(800);
  expect(embedder.most).toBeGreaterThan(256);
  expect(embedder.most).toBeLessThanOrEqual(512);
  expect(embedded.map((it) => it.text)).toEqual(chunks.map((it) => it.text));
  expect(done.at(-1)).toBe(chunks.length);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
});

test('a failure is that of the document and leaves nothing behind', async () => {
  const chunks = await chunksOf(300);
  const embedder = new SlowEmbedder();
  const failing = async (): Promise<EmbedReply> => {
    throw new Error('the model is gone');
  };
  embedder.embed = failing;
  await expect(embed(embedder, chunks, () => undefined)).rejects.toThrow('the model is gone');
});

test('chunks give the event loop its turns while their words are analysed and again while they are made', async () => {
  const long = await chunksOf(300);
  const chunks = long.slice(0, 20).map((chunk) => ({ ...chunk, sentences: chunk.sentences.slice(0, 1) }));
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
  let turns = 0;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  const embedded = await embed(new FakeEmbedder(), chunks, () => undefined);
  clearImmediate(next);
  clock.mockRestore();
  expect(embedded.length).toBe(20);
  // One before every chunk but the first, twice.
  expect(turns).toBeGreaterThanOrEqual(2 * 19);
});

test('no chunks, no vectors', async () => {
  expect(await embed(new FakeEmbedder(), [], () => undefined)).toEqual([]);
});
