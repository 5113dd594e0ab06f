import { expect, test } from 'vitest';
import { linesOf } from './repeated-lines.ts';

const said = (text: string): string[] => linesOf(text).map(({ start, end }) => text.slice(start, end));

test('lines are found without what surrounds them; short ones and table rows are none', () => {
  const footer = '本文件仅供内部使用，未经许可不得外传。';
  const prose = 'Internal: do not pass this on without permission.';
  const odd = 'Either this | or that, which is no row: it has no heads.';
  const rows = ['Name: Li Hua | Days of leave: 12 days a year', 'Name:  | Days of leave in the first year: 12'];
  expect(said([`  ${footer} `, '第1页', prose, odd, ...rows].join('\n'))).toEqual([footer, prose, odd]);
});

test('many long lines that are nearly table rows are read in one pass', () => {
  const line = 'a: '.repeat(660);
  expect(linesOf(`${line}b | c\n`.repeat(5000))).toHaveLength(300);
});
