import type { Block } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from './chunk-document.ts';
import { placeBlocks } from './place-blocks.ts';

/** Numbers in [0, 1) that repeat with the seed (Park and Miller's generator). */
function random(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

const words = ['年假', '报销', 'VPN', 'error', '😀', '、', '，', 'TH01-B', '温度', 'the', '𠮷', 'x'.repeat(70)];

function randomBlocks(next: () => number): Block[] {
  const pick = (most: number): number => Math.floor(next() * most);
  const text = (most: number): string => {
    const parts = Array.from(
      { length: 1 + pick(most) },
      () => `${words[pick(words.length)] ?? ''}${['', ' ', '。', '. '][pick(4)] ?? ''}`,
    );
    return parts.join('').trim() || '空';
  };
  return Array.from({ length: 1 + pick(25) }, (): Block => {
    const kind =
      (['heading', 'paragraph', 'paragraph', 'list-item', 'table-row', 'code'] as const)[pick(6)] ?? 'paragraph';
    if (kind === 'heading') return { kind, text: text(next() < 0.1 ? 300 : 8), level: 1 + pick(4) };
    if (kind === 'table-row') {
      const cells = Array.from({ length: 1 + pick(next() < 0.2 ? 120 : 5) }, () => text(4));
      const header = cells.map((_, index) => `列${String(index)}`);
      return {
        kind,
        text: cells.map((cell, index) => `${header[index] ?? ''}: ${cell}`).join(' | '),
        table: 0,
        header,
        cells,
      };
    }
    return { kind, text: kind === 'code' ? text(60).replaceAll(' ', '\n').trim() : text(next() < 0.15 ? 400 : 40) };
  });
}

/** Fewer tokens than characters, as of a real tokenizer, and never none. */
const countTokens = (texts: readonly string[]): number[] => texts.map((it) => Math.ceil(it.length / 1.3));

describe('chunks of random documents', () => {
  it.each(Array.from({ length: 150 }, (_, seed) => seed))('hold every character within the budget (%i)', (seed) => {
    const next = random(seed * 7919);
    const blocks = randomBlocks(next);
    const placed = placeBlocks(blocks);
    const window = 120 + Math.floor(next() * 380);
    const maxTokens = 40 + Math.floor(next() * (window - 40));
    const overlapSentences = Math.floor(next() * 4);
    const chunks = chunkDocument(placed, { countTokens, maxTokens, overlapSentences, windowTokens: () => window });

    const covered = new Uint8Array(placed.text.length);
    let before = { charStart: -1, charEnd: -1 };
    for (const chunk of chunks) {
      expect(chunk.text).toBe(placed.text.slice(chunk.charStart, chunk.charEnd));
      covered.fill(1, chunk.charStart, chunk.charEnd);
      expect(chunk.charStart).toBeGreaterThan(before.charStart);
      expect(chunk.charEnd).toBeGreaterThan(before.charEnd);
      before = chunk;
      expect(countTokens([chunk.text])[0]).toBeLessThanOrEqual(window + 2);
      expect(chunk.tokens).toBeLessThanOrEqual(window);
      if (chunk.sentences.length > 1 && !chunk.text.includes('\n')) expect(chunk.tokens).toBeLessThanOrEqual(maxTokens);
      for (const { start, end } of chunk.sentences) {
        expect(chunk.text.slice(start, end).trim()).not.toBe('');
        expect(chunk.text.slice(start, end)).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/u);
      }
    }
    // Only white space between two sentences may stand in no chunk.
    const missed =
      [...placed.text].length === 0
        ? ''
        : Array.from(covered, (on, at) => (on === 1 ? '' : placed.text.charAt(at))).join('');
    expect(missed.trim()).toBe('');
  });

  it('names the headings above the body of each chunk', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const placed = placeBlocks(randomBlocks(random(seed * 104729)));
      const chunks = chunkDocument(placed, {
        countTokens,
        maxTokens: 120,
        overlapSentences: 0,
        windowTokens: () => 500,
      });
      for (const chunk of chunks) {
        const body = placed.blocks.find(
          (it) => it.kind !== 'heading' && it.start < chunk.charEnd && it.end > chunk.charStart,
        );
        if (body === undefined) continue;
        const path: { level: number; text: string }[] = [];
        for (const block of placed.blocks) {
          if (block.start > body.start) break;
          if (block.kind !== 'heading') continue;
          while ((path.at(-1)?.level ?? 0) >= (block.level ?? 1)) path.pop();
          path.push({ level: block.level ?? 1, text: block.text });
        }
        expect(chunk.headingPath.slice(0, path.length)).toEqual(path.map((it) => it.text));
        expect(chunk.headingPath.length).toBeLessThanOrEqual(path.length + 1);
      }
    }
  });
});

describe('structure that is kept whole', () => {
  const characters = (texts: readonly string[]): number[] => texts.map((it) => it.length);
  const cut = (blocks: Block[], maxTokens: number) =>
    chunkDocument(placeBlocks(blocks), {
      countTokens: characters,
      maxTokens,
      overlapSentences: 0,
      windowTokens: () => 200,
    });
  const sentence = `${'甲'.repeat(19)}。`;

  it('moves a list with the line that introduces it into the next chunk', () => {
    const item = (text: string): Block => ({ kind: 'list-item', text: `${text.repeat(14)}。` });
    const chunks = cut(
      [
        { kind: 'paragraph', text: sentence.repeat(2) },
        { kind: 'paragraph', text: '需要的材料如下：' },
        item('一'),
        item('二'),
        item('三'),
      ],
      60,
    );
    expect(chunks).toHaveLength(2);
    expect(chunks[1]?.text.startsWith('需要的材料如下：')).toBe(true);
    expect(chunks[1]?.sentences).toHaveLength(4);
  });

  it('does not tear code that fits, and tears what does not', () => {
    const code = (lines: number): Block => ({
      kind: 'code',
      text: Array.from({ length: lines }, (_, at) => `line ${String(at)};`).join('\n'),
    });
    const chunks = cut([{ kind: 'paragraph', text: sentence.repeat(2) }, code(5)], 60);
    expect(chunks.map((it) => it.kind)).toEqual(['paragraph', 'code']);
    expect(cut([code(40)], 60).length).toBeGreaterThan(4);
  });

  it('cuts a row that is longer than the window between cells and says its first cell again', () => {
    const header = Array.from({ length: 40 }, (_, at) => `栏${String(at)}`);
    const cells = header.map((_, at) => (at === 0 ? '传感器TH01' : `值${String(at)}`));
    const text = cells.map((cell, at) => `${header[at] ?? ''}: ${cell}`).join(' | ');
    const chunks = cut([{ kind: 'table-row', text, table: 0, header, cells }], 150);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks.slice(1)) {
      expect(chunk.headingPath).toEqual(['栏0: 传感器TH01']);
      expect(chunk.text).toMatch(/^栏\d+: /u);
    }
  });
});
