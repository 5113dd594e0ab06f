import type { FoundPassage } from '@mingda/retrieval';
import { describe, expect, it } from 'vitest';
import type { Quote } from './answerer.ts';
import { toCitations } from './citations.ts';
import { joinQuotes } from './join-quotes.ts';

const passage = (chunkId: string, text: string, charStart: number): FoundPassage => ({
  chunkId,
  documentId: 'd',
  alsoIn: [],
  versionId: 'v',
  versionNumber: 3,
  sourceKey: 'hr/leave.md',
  title: '请假制度',
  ordinal: 0,
  kind: 'paragraph',
  headingPath: ['年假'],
  text,
  lang: 'zh',
  tokens: 9,
  pageFrom: 2,
  pageTo: 2,
  charStart,
  charEnd: charStart + text.length,
  boxes: [],
  modelKey: 'zh',
  sentences: [],
  terms: new Set(),
  score: 1,
  dense: 1,
  lexical: 1,
  cross: null,
});
const quote = (of: FoundPassage, start: number, end: number): Quote => ({ passage: of, start, end });

describe('toCitations', () => {
  const first = passage('1', '甲句。乙句。丙句。', 100);
  const second = passage('2', '丁句。', 500);

  it('gives ranges of the version text and numbers from 1', () => {
    const citations = toCitations([quote(first, 0, 3), quote(second, 0, 3)]);
    expect(citations.map((it) => [it.marker, it.charStart, it.charEnd, it.quote])).toEqual([
      [1, 100, 103, '甲句。'],
      [2, 500, 503, '丁句。'],
    ]);
    expect(citations[0]).toMatchObject({ versionNumber: 3, pageFrom: 2, headingPath: ['年假'] });
  });

  it('names the places of what is quoted, not of the whole passage', () => {
    const placed = {
      ...first,
      boxes: [
        { page: 2, box: [0.1, 0.1, 0.9, 0.2] as const, charStart: 100, charEnd: 103 },
        { page: 2, box: [0.1, 0.2, 0.9, 0.3] as const, charStart: 103, charEnd: 109 },
      ],
    };
    expect(toCitations([quote(placed, 4, 6)])[0]?.boxes).toEqual([{ page: 2, box: [0.1, 0.2, 0.9, 0.3] }]);
    expect(toCitations([quote(first, 0, 3)])[0]).not.toHaveProperty('boxes');
  });

  it('cites what a text of a person stands for, and says whose it is', () => {
    const edited = { by: 'editor', at: '2026-11-27T10:00:00.000Z' };
    const [citation] = toCitations([quote({ ...first, charEnd: 140, edited }, 3, 6)]);
    expect(citation).toMatchObject({ quote: '乙句。', charStart: 100, charEnd: 140, edited });
    expect(toCitations([quote(first, 3, 6)])[0]).not.toHaveProperty('edited');
  });

  it('makes one citation of sentences that touch, and two of sentences that do not', () => {
    expect(toCitations([quote(first, 0, 3), quote(first, 3, 6)]).map((it) => it.quote)).toEqual(['甲句。乙句。']);
    expect(toCitations([quote(first, 0, 3), quote(first, 6, 9)]).map((it) => it.quote)).toEqual(['甲句。', '丙句。']);
  });
});

describe('joinQuotes', () => {
  const rows = passage('3', '假期: 婚假 | 天数: 13\n假期: 产假 | 天数: 128\n另行通知。', 0);
  const prose = passage('4', 'One here. Two there. Three.', 0);

  it('keeps what stood between neighbours of one passage', () => {
    expect(joinQuotes([quote(prose, 0, 9), quote(prose, 10, 20)], 'en')).toBe('One here. Two there.');
    expect(joinQuotes([quote(rows, 0, 15), quote(rows, 16, 32)], 'zh')).toBe(rows.text.slice(0, 32));
  });

  it('lets sentences from apart follow each other, and gives a table row a line of its own', () => {
    expect(joinQuotes([quote(prose, 0, 9), quote(prose, 21, 27)], 'en')).toBe('One here. Three.');
    const sentence = passage('5', '甲句。', 0);
    expect(joinQuotes([quote(sentence, 0, 3), quote(sentence, 0, 3)], 'zh')).toBe('甲句。甲句。');
    expect(joinQuotes([quote(sentence, 0, 3), quote(rows, 0, 15)], 'zh')).toBe(`甲句。\n${rows.text.slice(0, 15)}`);
    expect(joinQuotes([quote(rows, 0, 15), quote(sentence, 0, 3)], 'zh')).toBe(`${rows.text.slice(0, 15)}\n甲句。`);
  });
});
