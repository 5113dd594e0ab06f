import { expect, it } from 'vitest';
import { CrawlMemory, type RememberedPage } from './crawl-memory.ts';

const page = (url: string, links: readonly string[] = []): RememberedPage => ({
  etag: `"${url.length}"`,
  modified: undefined,
  key: url,
  fileName: 'a.html',
  fingerprint: 'f'.repeat(32),
  links,
});

it('remembers what it kept', () => {
  const first = new CrawlMemory(null);
  const hidden = {
    ...page('http://x/b'),
    key: 'http://x/canonical',
    fingerprint: undefined,
    etag: undefined,
    modified: 'm',
  };
  first.keep('http://x/a', page('http://x/a', ['http://x/b', 'http://x/c']));
  first.keep('http://x/b', hidden);
  const second = new CrawlMemory(JSON.parse(JSON.stringify(first.toState())));
  expect(second.before('http://x/a')).toEqual(page('http://x/a', ['http://x/b', 'http://x/c']));
  expect(second.before('http://x/b')).toEqual(hidden);
  expect(second.before('http://x/c')).toBeUndefined();
});

it('never grows beyond what may be kept', () => {
  const memory = new CrawlMemory(null);
  const url = (n: number): string => `http://wiki.example.com/${'long/'.repeat(20)}${n}`;
  for (let n = 0; n < 50_000; n += 1) memory.keep(url(n), page(url(n), [url(n + 1), url(2 * n)]));
  const text = JSON.stringify(memory.toState());
  expect(text.length).toBeLessThan(4_000_000);
  expect(text.length).toBeGreaterThan(3_000_000);
  expect(new CrawlMemory(JSON.parse(text)).before(url(0))).toBeDefined();
});

it.each([
  null,
  7,
  {},
  { version: 2, urls: [], pages: [] },
  { version: 1, urls: ['a'], pages: [{ u: -1, n: '', l: [] }] },
])('starts anew with a state that is none: %j', (state) => {
  expect(new CrawlMemory(state).before('a')).toBeUndefined();
});
