import { expect, test } from 'vitest';
import { pageAddress } from './page-address.ts';

test.each([
  ['https://a.example/x?utm_source=mail&id=1&spm=2#top', 'https://a.example/x?id=1'],
  ['https://a.example/x?utm_source=mail', 'https://a.example/x'],
  ['https://a.example/x?q=a%20b', 'https://a.example/x?q=a%20b'],
  ['https://a.example:443/', 'https://a.example/'],
  ['ftp://a.example/x', undefined],
  ['https://user@a.example/x', undefined],
  [`https://a.example/${'x'.repeat(1000)}`, undefined],
])('%s', (text, address) => expect(pageAddress(text)?.href).toBe(address));

test('an address with very many tracking parameters is read in one pass', () => {
  const query = Array.from({ length: 100_000 }, (_, at) => `utm_${at}=1`).join('&');
  expect(pageAddress(`https://a.example/x?id=1&${query}`)?.href).toBe('https://a.example/x?id=1');
});
