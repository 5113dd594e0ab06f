import { expect, test } from 'vitest';
import { spanOf } from './line-reader.ts';

test('a line is written from its first character to its last, with the height of a line on each side', () => {
  const characters = [
    { text: '明', x: 100 },
    { text: '答', x: 700 },
  ];
  expect(spanOf(characters, 1000)).toEqual([0.052, 0.748]);
  expect(spanOf(characters, 730)).toEqual([52 / 730, 1]);
});

test('spaces at the ends are nothing written', () => {
  const characters = [
    { text: ' ', x: 8 },
    { text: '明', x: 100 },
    { text: ' ', x: 400 },
    { text: '答', x: 700 },
    { text: ' ', x: 990 },
  ];
  expect(spanOf(characters, 1000)).toEqual([0.052, 0.748]);
});
