import { describe, expect, it } from 'vitest';
import { blocksOf, locateQuote, rangeOfSearch, segmentsOf } from './highlight-range.ts';

const text = '年假为十五天。病假另计。';

describe('segmentsOf', () => {
  it('cuts a window at the mark', () => {
    expect(segmentsOf(text, { start: 0, end: 7 }, { start: 3, end: 6 })).toEqual([
      { text: '年假为', marked: false },
      { text: '十五天', marked: true },
      { text: '。', marked: false },
    ]);
  });

  it('marks only the part of the mark that lies in the window', () => {
    expect(segmentsOf(text, { start: 7, end: 12 }, { start: 3, end: 9 })).toEqual([
      { text: '病假', marked: true },
      { text: '另计。', marked: false },
    ]);
  });

  it('marks nothing when the mark lies elsewhere', () => {
    expect(segmentsOf(text, { start: 7, end: 12 }, { start: 0, end: 3 })).toEqual([
      { text: '病假另计。', marked: false },
    ]);
    expect(segmentsOf(text, { start: 0, end: 3 }, { start: 7, end: 9 })).toEqual([{ text: '年假为', marked: false }]);
  });
});

describe('blocksOf', () => {
  it('shows uncovered text between chunks and after the last, but no white space', () => {
    const source = 'Title\n\nOne. Two.\n\nfoot';
    const chunk = { charStart: 7, charEnd: 16 };
    expect(blocksOf(source, [chunk])).toEqual([
      { start: 0, end: 7, chunk: null },
      { start: 7, end: 16, chunk },
      { start: 16, end: 22, chunk: null },
    ]);
    expect(blocksOf('\n\nOne.', [{ charStart: 2, charEnd: 6 }])).toHaveLength(1);
  });

  it('keeps overlapping chunks whole and in order', () => {
    const blocks = blocksOf('A. B. C.', [
      { charStart: 3, charEnd: 8 },
      { charStart: 0, charEnd: 5 },
    ]);
    expect(blocks.map((one) => [one.start, one.end])).toEqual([
      [0, 5],
      [3, 8],
    ]);
  });
});

describe('locateQuote', () => {
  it('takes the range of the citation when the passage reads the same there', () => {
    const passage = { text: '天。天。', charStart: 100 };
    expect(locateQuote(passage, { quote: '天。', charStart: 102 })).toEqual({ start: 2, end: 4 });
  });

  it('searches the quote when the passage is shifted', () => {
    const passage = { text: '# 假期\n年假十五天。', charStart: 100 };
    expect(locateQuote(passage, { quote: '年假十五天。', charStart: 100 })).toEqual({ start: 5, end: 11 });
  });

  it('finds nothing that is not there', () => {
    expect(locateQuote({ text: 'abc', charStart: 0 }, { quote: 'x', charStart: 0 })).toBeNull();
  });
});

describe('rangeOfSearch', () => {
  it('reads a range and refuses anything else', () => {
    expect(rangeOfSearch(new URLSearchParams('start=3&end=9'))).toEqual({ start: 3, end: 9 });
    for (const search of ['', 'start=3', 'start=9&end=3', 'start=-1&end=3', 'start=a&end=b', 'start=1.5&end=3']) {
      expect(rangeOfSearch(new URLSearchParams(search))).toBeNull();
    }
  });
});
