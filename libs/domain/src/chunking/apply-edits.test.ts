import type { Block } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './apply-edits.ts';
import { changeChunks, type ChunkChange } from './change-chunks.ts';
import { chunkDocument, type DraftChunk } from './chunk-document.ts';
import { asCut, type ChunkEdit } from './chunk-edit.ts';
import { chunksOfEdit } from './edited-chunks.ts';
import { placeBlocks, type PlacedDocument } from './place-blocks.ts';

const countTokens = (texts: readonly string[]): number[] => texts.map((it) => it.length);
const sections = {
  leave: '年假十天。病假另计。',
  travel: '出差住宿每晚四百元。餐费另计。',
  safety: '进入车间须戴安全帽。',
};

function document(...names: readonly (keyof typeof sections)[]): PlacedDocument {
  return placeBlocks(
    names.flatMap((name): Block[] => [
      { kind: 'heading', text: name, level: 1 },
      { kind: 'paragraph', text: sections[name], page: 1 },
    ]),
  );
}

const cut = (placed: PlacedDocument, maxTokens = 24, overlapSentences = 0): DraftChunk[] =>
  chunkDocument(placed, { countTokens, maxTokens, overlapSentences });

/** The edit that a wish about the chunks from one on makes. */
function edit(placed: PlacedDocument, chosen: { from: number; count: number }, change: ChunkChange): ChunkEdit {
  const ground = { text: placed.text, chunks: cut(placed).map(asCut), edits: [] };
  return { ...changeChunks(ground, chosen, change).edit, id: 'e1' };
}

const one = { from: 1, count: 1 };
const rewritten: ChunkChange = { action: 'rewrite', text: 'travel\n出差住宿每晚五百元。' };

describe('applyEdits', () => {
  const before = document('leave', 'travel', 'safety');

  it('keeps an edit where the text stands as before, although the text around it changed', () => {
    const after = document('safety', 'leave', 'travel');
    const found = applyEdits({
      text: after.text,
      drafts: cut(after),
      edits: [edit(before, one, rewritten)],
      countTokens,
    });
    expect(found.lost).toEqual([]);
    expect(found.chunks.map((it) => [it.text, it.verbatim, it.editId])).toEqual([
      [`safety\n${sections.safety}`, true, null],
      [`leave\n${sections.leave}`, true, null],
      ['travel\n出差住宿每晚五百元。', false, 'e1'],
    ]);
    const [moved] = found.applied;
    expect(after.text.slice(moved?.charStart).startsWith(moved?.original ?? '?')).toBe(true);
    expect(found.chunks[2]?.charStart).toBe(moved?.charStart);
  });

  it('loses an edit whose text changed, and keeps the new text', () => {
    const after = placeBlocks([
      { kind: 'heading', text: 'travel', level: 1 },
      { kind: 'paragraph', text: '出差住宿每晚六百元。' },
    ]);
    const found = applyEdits({
      text: after.text,
      drafts: cut(after),
      edits: [edit(before, one, rewritten)],
      countTokens,
    });
    expect(found.lost).toEqual(['e1']);
    expect(found.chunks.map((it) => it.text)).toEqual([after.text]);
  });

  it('survives other settings: chunks of the machine give way to the range that a person wrote', () => {
    for (const maxTokens of [8, 12, 60, 400]) {
      const drafts = cut(before, maxTokens);
      const found = applyEdits({ text: before.text, drafts, edits: [edit(before, one, rewritten)], countTokens });
      expect(found.lost).toEqual([]);
      const texts = found.chunks.map((it) => it.text).join('\n');
      expect(texts).toContain('五百元');
      expect(texts).not.toContain('四百元');
      expect(texts.replaceAll(/\s/gu, '')).toContain(sections.leave);
      expect(texts.replaceAll(/\s/gu, '')).toContain(sections.safety);
    }
  });

  it('takes a switched-off range out of a neighbour that overlaps it', () => {
    const off = edit(before, one, { action: 'switch', enabled: false });
    const drafts = chunkDocument(before, { countTokens, maxTokens: 20, overlapSentences: 3 });
    const { chunks } = applyEdits({ text: before.text, drafts, edits: [off], countTokens });
    expect(chunks.filter((it) => it.text.includes('四百元')).map((it) => it.off)).toEqual(['person']);
  });

  it('prefers the place under the same headings where the text stands twice', () => {
    const twice = (first: string, second: string): PlacedDocument =>
      placeBlocks([
        { kind: 'heading', text: 'top', level: 1 },
        ...[first, second].flatMap((name): Block[] => [
          { kind: 'heading', text: name, level: 2 },
          { kind: 'paragraph', text: '联系人力资源部。电话见通讯录。' },
        ]),
      ]);
    const old = twice('a', 'b');
    const ground = { text: old.text, chunks: cut(old, 16).map(asCut), edits: [] };
    const target = ground.chunks.findIndex((it) => it.headingPath.includes('b') && it.text.includes('联系'));
    const change: ChunkChange = { action: 'switch', enabled: false };
    const made = { ...changeChunks(ground, { from: target, count: 1 }, change).edit, id: 'e1' };
    // The whole chunk, heading included, moves in front; without it, the headings decide.
    const swapped = twice('b', 'a');
    const { chunks } = applyEdits({ text: swapped.text, drafts: cut(swapped, 16), edits: [made], countTokens });
    expect(chunks.filter((it) => it.off === 'person').map((it) => it.headingPath.at(-1))).toEqual(['b']);
  });
});

describe('changeChunks', () => {
  const placed = document('leave', 'travel', 'safety');
  const chunks = cut(placed).map(asCut);
  const ground = { text: placed.text, chunks, edits: [] };

  it('cuts a chunk into parts that keep their exact ranges and sentences', () => {
    const at = (chunks[0]?.text ?? '').indexOf('病假');
    const made = changeChunks(ground, { from: 0, count: 1 }, { action: 'split', at: [at] }).edit;
    const parts = chunksOfEdit({ ...made, id: 'e1' }, countTokens);
    expect(parts.map((it) => it.text)).toEqual(['leave\n年假十天。', '病假另计。']);
    for (const part of parts) {
      expect(placed.text.slice(part.charStart, part.charEnd)).toBe(part.text);
      expect(part.sentences.map(({ start, end }) => part.text.slice(start, end))).toHaveLength(1);
    }
  });

  it('joins neighbours to the text between their ends, and takes up an edit of one of them', () => {
    const first = { ...changeChunks(ground, { from: 0, count: 1 }, { action: 'split', at: [9] }).edit, id: 'e1' };
    const now = [...chunksOfEdit(first, countTokens), ...chunks.slice(1)].map((it, ordinal) => ({ ...it, ordinal }));
    const again = { text: placed.text, chunks: now, edits: [first] };
    const { edit: made, run } = changeChunks(again, { from: 1, count: 2 }, { action: 'merge' });
    expect(run).toEqual({ from: 0, to: 3, replaces: ['e1'] });
    expect(made.originals).toHaveLength(2);
    const merged = chunksOfEdit({ ...made, id: 'e2' }, countTokens);
    expect(merged).toHaveLength(2);
    expect(merged[1]?.text).toBe(placed.text.slice(merged[1]?.charStart, merged[1]?.charEnd));
    expect(merged[1]?.text).toContain('四百元');
  });

  it('refuses cuts that leave a part empty', () => {
    expect(() => changeChunks(ground, { from: 0, count: 1 }, { action: 'split', at: [1000] })).toThrow(RangeError);
    expect(() => changeChunks(ground, { from: 9, count: 1 }, { action: 'merge' })).toThrow(RangeError);
  });

  it('finds the sentences of a text that a person wrote, without the heading it repeats', () => {
    const text = `leave\n年假十五天。 病假另计。`;
    const made = changeChunks(
      { ...ground, chunks: chunks.map((it) => ({ ...it, headingPath: ['leave'] })) },
      { from: 0, count: 1 },
      { action: 'rewrite', text },
    ).edit;
    const [part] = chunksOfEdit({ ...made, id: 'e1' }, countTokens);
    expect(part?.sentences.map(({ start, end }) => text.slice(start, end))).toEqual(['年假十五天。', '病假另计。']);
    expect(part).toMatchObject({ verbatim: false, pageFrom: 1, charStart: chunks[0]?.charStart });
  });
});
