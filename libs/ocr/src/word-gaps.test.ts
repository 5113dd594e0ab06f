import { expect, test } from 'vitest';
import type { Pixels } from './picture.ts';
import { withWordGaps, type PlacedCharacter } from './word-gaps.ts';

const glyph = 12;

/** A line of black bars, one for each character, with so many white pixels after each; `_` is a space that was read. */
function line(text: string, gaps: Readonly<Record<number, number>>, usual: number): [PlacedCharacter[], Pixels] {
  const width = 2000;
  const data = new Uint8ClampedArray(width * 48 * 4).fill(255);
  const characters: PlacedCharacter[] = [];
  let left = 10;
  let printed = 0;
  for (const character of text) {
    if (character === '_') {
      characters.push({ text: ' ', x: left - 2 });
      continue;
    }
    for (let y = 8; y < 38; y += 1)
      for (let x = left; x < left + glyph; x += 1) data.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
    characters.push({ text: character, x: left + glyph / 2 });
    left += glyph + (gaps[printed] ?? usual);
    printed += 1;
  }
  return [characters, { data, width, height: 48 }];
}

test('a gap far wider than those between letters parts words', () => {
  expect(withWordGaps(...line('oldcable', { 2: 10 }, 3))).toBe('old cable');
});

test('in type of one width letters stand apart and words farther', () => {
  expect(withWordGaps(...line('firstmonth', { 1: 11, 4: 18 }, 7))).toBe('first month');
});

test('digits and signs of a number, a date or a code stay together', () => {
  expect(withWordGaps(...line('4,103.80', { 1: 13, 5: 14 }, 4))).toBe('4,103.80');
  expect(withWordGaps(...line('2022-11-27', { 3: 14, 4: 13, 6: 12 }, 4))).toBe('2022-11-27');
});

test('a space that was read into a number goes, one between words and one before a far number stay', () => {
  expect(withWordGaps(...line('4,_103.80', { 1: 13 }, 4))).toBe('4,103.80');
  expect(withWordGaps(...line('up_to_5,_6', { 1: 6, 3: 6, 5: 22 }, 3))).toBe('up to 5, 6');
});
