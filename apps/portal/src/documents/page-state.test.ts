import type { PageReport } from '@mingda/contracts';
import { expect, test } from 'vitest';
import { pageRuns } from './page-state.ts';

const page = (number: number, state: PageReport['state'], characters = 0): PageReport => ({
  page: number,
  state,
  characters,
});

test('neighbouring pages of one state are one entry, pages of text none', () => {
  const pages = [
    page(1, 'scan', 80),
    page(2, 'scan', 90),
    page(3, 'scan'),
    page(4, 'text', 500),
    page(5, 'empty'),
    page(6, 'table', 70),
    page(7, 'empty'),
  ];
  expect(pageRuns(pages)).toEqual([
    { from: 1, to: 2, state: 'recognised' },
    { from: 3, to: 3, state: 'scan' },
    { from: 5, to: 5, state: 'empty' },
    { from: 7, to: 7, state: 'empty' },
  ]);
});
