import type { Block } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from './chunk-document.ts';
import { placeBlocks } from './place-blocks.ts';

const heading = (text: string, level = 1): Block => ({ kind: 'heading', text, level });
const paragraph = (text: string, page?: number): Block => ({
  kind: 'paragraph',
  text,
  ...(page === undefined ? {} : { page }),
});
/** One token per character: easy to reason about. */
const countTokens = (texts: readonly string[]): number[] => texts.map((it) => it.length);
const cut = (blocks: Block[], maxTokens = 40, overlapSentences = 0) =>
  chunkDocument(placeBlocks(blocks), { countTokens, maxTokens, overlapSentences });
const long = (character: string, sentences: number): string => `${character.repeat(19)}。`.repeat(sentences);

describe('chunkDocument', () => {
  it('gives ranges of the canonical text and keeps every sentence', () => {
    const placed = placeBlocks([heading('规定'), paragraph(long('甲', 5)), paragraph(long('乙', 3))]);
    const chunks = chunkDocument(placed, { countTokens, maxTokens: 60, overlapSentences: 0 });
    for (const chunk of chunks) {
      expect(chunk.text).toBe(placed.text.slice(chunk.charStart, chunk.charEnd));
      for (const { start, end } of chunk.sentences) expect(chunk.text.slice(start, end)).toMatch(/。$/u);
    }
    expect(chunks.flatMap((it) => it.sentences)).toHaveLength(8);
    expect(chunks.map((it) => it.ordinal)).toEqual(chunks.map((_, index) => index));
  });

  it('starts a new chunk at a heading and names the headings above it', () => {
    const chunks = cut(
      [heading('请假'), heading('年假', 2), paragraph(long('甲', 2)), heading('病假', 2), paragraph(long('乙', 2))],
      60,
    );
    expect(chunks.map((it) => it.headingPath)).toEqual([
      ['请假', '年假'],
      ['请假', '病假'],
    ]);
    expect(chunks[1]?.text.startsWith('病假\n')).toBe(true);
  });

  it('joins a section of one short line with the next', () => {
    const chunks = cut([heading('甲'), paragraph('短。'), heading('乙'), paragraph(long('乙', 1))], 60);
    expect(chunks).toHaveLength(1);
  });

  it('never exceeds the budget unless one sentence alone does', () => {
    for (const chunk of cut([paragraph(long('甲', 9))], 45)) expect(chunk.tokens).toBeLessThanOrEqual(45);
    expect(cut([paragraph('甲'.repeat(300))], 40)).toHaveLength(1);
  });

  it('cuts a sentence that is longer than the window without splitting a surrogate pair', () => {
    const chunks = cut([paragraph('😀'.repeat(450))], 500);
    expect(chunks.flatMap((it) => it.sentences).length).toBeGreaterThan(1);
    for (const chunk of chunks)
      for (const { start, end } of chunk.sentences)
        expect(chunk.text.slice(start, end)).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/u);
  });

  it('keeps a table row whole and repeats asked-for sentences', () => {
    const row: Block = {
      kind: 'table-row',
      text: '假期: 婚假 | 天数: 13',
      table: 0,
      header: ['假期', '天数'],
      cells: ['婚假', '13'],
    };
    expect(cut([row])[0]?.sentences).toEqual([{ start: 0, end: row.text.length }]);
    const chunks = cut([paragraph(long('甲', 4))], 45, 1);
    expect(chunks[1]?.charStart).toBeLessThan(chunks[0]?.charEnd ?? 0);
  });

  it('tells the pages it spans', () => {
    expect(cut([paragraph('一页。', 1), paragraph('二页。', 2)])[0]).toMatchObject({ pageFrom: 1, pageTo: 2 });
  });

  it('loses no heading: neither one above a long sentence nor the last one of the document', () => {
    const blocks = [
      heading('很长的标题'),
      paragraph('甲'.repeat(38)),
      heading('乙'),
      paragraph(long('乙', 2)),
      heading('附录'),
    ];
    const placed = placeBlocks(blocks);
    const covered = new Set(
      cut(blocks).flatMap((it) => Array.from({ length: it.charEnd - it.charStart }, (_, at) => it.charStart + at)),
    );
    for (const block of placed.blocks) expect([block.text, covered.has(block.start)]).toEqual([block.text, true]);
  });

  it('a document of headings alone is still one chunk, an empty one none', () => {
    expect(cut([heading('只有标题')])).toHaveLength(1);
    expect(cut([])).toEqual([]);
  });
});
