import type { FoundPassage } from '@mingda/retrieval';
import { describe, expect, it } from 'vitest';
import type { Quote } from './answerer.ts';
import { toCitations } from './citations.ts';

const passage = (chunkId: string, text: string, charStart: number): FoundPassage => ({
  chunkId,
  documentId: 'd',
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
  score: 1,
  dense: 1,
  lexical: 1,
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

  it('makes one citation of sentences that touch, and two of sentences that do not', () => {
    expect(toCitations([quote(first, 0, 3), quote(first, 3, 6)]).map((it) => it.quote)).toEqual(['甲句。乙句。']);
    expect(toCitations([quote(first, 0, 3), quote(first, 6, 9)]).map((it) => it.quote)).toEqual(['甲句。', '丙句。']);
  });
});
