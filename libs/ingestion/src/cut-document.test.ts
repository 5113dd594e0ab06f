import { defaultProfile } from '@mingda/contracts';
import { chunkDocument, placeBlocks } from '@mingda/domain';
import { FakeEmbedder } from '@mingda/testing';
import { expect, test } from 'vitest';
import { cutDocument, tokenCounter, windowOf } from './cut-document.ts';

const { chunking } = defaultProfile;
const title = '手册';
const lang = 'zh';

const manual = (paragraphs: number) =>
  placeBlocks(
    Array.from({ length: paragraphs }, (_, index) => ({
      kind: 'paragraph' as const,
      text: `第 ${index} 条：员工每年享有十天带薪年假。`.repeat(20),
    })),
  );

class CountingEmbedder extends FakeEmbedder {
  /** Characters of each call. */
  readonly calls: number[] = [];

  override countTokens(key: string, texts: readonly string[]): number[] {
    this.calls.push(texts.reduce((sum, text) => sum + text.length, 0));
    return super.countTokens(key, texts);
  }
}

test('a long document leaves the event loop its turns', async () => {
  const placed = manual(250);
  expect(placed.text.length).toBeGreaterThan(100_000);
  const embedder = new CountingEmbedder();
  let turns = 0;
  let timer = setImmediate(function tick() {
    turns += 1;
    timer = setImmediate(tick);
  });
  await cutDocument(embedder, { placed, title, lang, chunking });
  clearImmediate(timer);
  // No more than a few pages in one turn.
  expect(Math.max(...embedder.calls)).toBeLessThan(20_000);
  expect(turns).toBeGreaterThanOrEqual(Math.floor(placed.text.length / 20_000));
});

test('it is cut as if all were counted at once', async () => {
  const placed = manual(60);
  const embedder = new FakeEmbedder();
  const atOnce = chunkDocument(placed, {
    ...chunking,
    countTokens: tokenCounter(embedder, lang),
    windowTokens: (headingPath) => windowOf(embedder, { title, lang, headingPath }),
  });
  expect(await cutDocument(embedder, { placed, title, lang, chunking })).toEqual(atOnce);
});
