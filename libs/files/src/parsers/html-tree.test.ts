import { parseFragment } from 'parse5';
import { expect, test } from 'vitest';
import { findAll } from './html-tree.ts';

test('finds elements in the order of the page', () => {
  const page = parseFragment('<p id="1"><b id="2"></b></p><p id="3"></p>');
  expect(findAll(page, () => true).map((it) => it.attrs[0]?.value)).toEqual(['1', '2', '3']);
});

test('an element may have very many children', () => {
  expect(findAll(parseFragment('<i></i>'.repeat(200_000)), ({ tagName }) => tagName === 'i')).toHaveLength(200_000);
});
