import { describe, expect, it } from 'vitest';
import { citedPieces } from './cited-pieces.ts';

const cited = (...markers: number[]) => markers.map((marker) => ({ marker, quote: `quote ${marker}` }));

describe('an answer with markers', () => {
  it('turns markers of known citations into pieces of their own', () => {
    expect(citedPieces('年假十五天。[1] 病假另计。[2]', cited(1, 2))).toEqual([
      { kind: 'text', text: '年假十五天。' },
      { kind: 'marker', marker: 1 },
      { kind: 'text', text: ' 病假另计。' },
      { kind: 'marker', marker: 2 },
    ]);
  });

  it('leaves numbers in brackets that cite nothing as text', () => {
    expect(citedPieces('See RFC [9] and [1].', cited(1))).toEqual([
      { kind: 'text', text: 'See RFC ' },
      { kind: 'text', text: '[9]' },
      { kind: 'text', text: ' and ' },
      { kind: 'marker', marker: 1 },
      { kind: 'text', text: '.' },
    ]);
  });

  it('keeps adjoining markers apart', () => {
    expect(citedPieces('Yes[1][2]', cited(1, 2)).map(({ kind }) => kind)).toEqual(['text', 'marker', 'marker']);
  });
});

describe('an answer made of quotes', () => {
  const quotes = [
    { marker: 1, quote: '年假十五天。' },
    { marker: 2, quote: '病假另计。' },
  ];

  it('puts each marker behind its quote, in the order of the text', () => {
    expect(citedPieces('病假另计。年假十五天。', quotes)).toEqual([
      { kind: 'text', text: '病假另计。' },
      { kind: 'marker', marker: 2 },
      { kind: 'text', text: '年假十五天。' },
      { kind: 'marker', marker: 1 },
    ]);
  });

  it('finds a quote whose sentences the answer joins with other white space', () => {
    const rows = [{ marker: 1, quote: '5 年: 7 天\n10 年: 10 天 (*)' }];
    expect(citedPieces('5 年: 7 天10 年: 10 天 (*)。', rows)).toEqual([
      { kind: 'text', text: '5 年: 7 天10 年: 10 天 (*)' },
      { kind: 'marker', marker: 1 },
      { kind: 'text', text: '。' },
    ]);
  });

  it('keeps text behind the last quote and leaves out quotes that are not in the text', () => {
    expect(citedPieces('年假十五天。（节选）', quotes)).toEqual([
      { kind: 'text', text: '年假十五天。' },
      { kind: 'marker', marker: 1 },
      { kind: 'text', text: '（节选）' },
    ]);
  });
});
