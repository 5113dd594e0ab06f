import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { TargetGuard } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, entriesOf, failuresOf, itemsOf } from '../../test/listing-context.ts';
import { TestSite } from '../../test/test-site.ts';
import { readPageHead } from './web/page-head.ts';
import { WebConnector } from './web.connector.ts';

const guard = new TargetGuard({ allowPrivate: ['localhost'], fixes: [] });
const connector = new WebConnector(guard, { requestMs: 500, retryMs: 1, mostPauseMs: 50 });

let site: TestSite;
beforeEach(async () => {
  site = await TestSite.start();
});
afterEach(() => site.stop());

function context(settings: object = {}, startUrls: readonly string[] = [`${site.origin}/`]) {
  const usual = { sitemaps: [], maxDepth: 2, maxPages: 100, delayMs: 0 };
  return contextOf<'web'>({ settings: { ...usual, startUrls: [...startUrls], ...settings }, secrets: {} });
}
const list = (settings: object = {}) => entriesOf(connector.list(context(settings)));

describe('a site that misbehaves', () => {
  it('drips a byte now and then and is left when the time is over', async () => {
    site.pages.set('/', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    await expect(list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', detail: 'it did not answer in time' });
  });

  it('never answers', async () => {
    site.pages.set('/', () => undefined);
    await expect(list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('sends without end', async () => {
    site.pages.set('/', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536, 'x'), more));
      more();
    });
    await expect(list()).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it('packs much into little', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    site.html('/', '<a href="/bomb">b</a>');
    site.file('/bomb', bomb, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
    expect(failuresOf(await list())).toEqual([[`${site.origin}/bomb`, 'FILE_TOO_LARGE']]);
  });

  it('says that it sends more than it does', async () => {
    site.pages.set('/', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' }).write('<p>half');
      response.destroy();
    });
    await expect(list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('breaks the protocol', async () => {
    const server = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie\x00: a\r\nContent-Length: 0\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const start = `http://localhost:${(server.address() as AddressInfo).port}/`;
    await expect(entriesOf(connector.list(context({}, [start])))).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    server.close();
  });

  it('has links that would break a request', async () => {
    site.html('/', '<a href="/a&#13;&#10;Host: evil">a</a><a href="/b c">b</a><a href="/\u0000">z</a>');
    site.html('/b%20c', 'b');
    site.html('/aHost:%20evil', 'a');
    expect((await list()).map((it) => it.key.replace(site.origin, ''))).toEqual(['/', '/aHost:%20evil', '/b%20c']);
  });

  it('has ten thousand links: the limit holds and is told', async () => {
    const links = Array.from({ length: 10_000 }, (_, n) => `<a href="/p/${n}">${n}</a>`);
    site.html('/', links.join(''));
    for (let n = 0; n < 100; n += 1) site.html(`/p/${n}`, `page ${n}`);
    const entries = await list({ maxPages: 20 });
    expect(entries).toHaveLength(21);
    expect(failuresOf(entries)).toEqual([[`${site.origin}/p/19`, 'SOURCE_LIMIT']]);
    expect(site.asked.length).toBe(21);
  });

  it('has a calendar without end', async () => {
    for (let day = 0; day < 300; day += 1) site.html(`/${day}`, `<a href="/${day + 1}">next</a>`);
    site.redirect('/', '/0');
    expect(await list({ maxDepth: 10 })).toHaveLength(11);
  });

  it('goes away in the middle: the listing ends, and with a fault', async () => {
    site.html('/', Array.from({ length: 50 }, (_, n) => `<a href="/p/${n}">x</a>`).join(''));
    for (let n = 0; n < 50; n += 1) site.status(`/p/${n}`, 500);
    await expect(list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(site.asked.filter((it) => it.startsWith('/p/'))).toHaveLength(10 * 3);
  });

  it('wants us to wait, which we do for so long and no longer', async () => {
    let refused = 0;
    site.pages.set('/', (_request, response) => {
      refused += 1;
      response.writeHead(429, { 'retry-after': '3600' }).end();
    });
    await expect(list()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE', detail: 'status 429' });
    expect(refused).toBe(1);
  });
});

describe('a sitemap', () => {
  const settings = () => ({ startUrls: [], sitemaps: [`${site.origin}/sitemap.xml`] });
  const urlset = (...paths: readonly string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
      .map((path) => `<url><loc> ${path.startsWith('/') ? site.origin : ''}${path} </loc></url>`)
      .join('')}</urlset>`;
  const index = (...paths: readonly string[]) =>
    `<sitemapindex>${paths.map((path) => `<sitemap><loc>${site.origin}${path}</loc></sitemap>`).join('')}</sitemapindex>`;
  const keys = async (more: object = {}) =>
    (await itemsOf(connector.list(context({ ...settings(), ...more })))).map((it) => it.key.replace(site.origin, ''));

  beforeEach(() => {
    for (const path of ['/a', '/b', '/c']) site.html(path, `<a href="/linked">${path}</a>`);
    site.html('/linked', 'x');
  });

  it('names pages, whose links are not followed', async () => {
    site.file('/sitemap.xml', urlset('/a', '/b', '/gone', 'http://other.example/x'));
    expect(await keys()).toEqual(['/a', '/b']);
  });

  it('may be an index, packed, or a list of lines; a dead entry stops nothing', async () => {
    site.file('/sitemap.xml', index('/one.xml.gz', '/two.txt', '/dead.xml', '/sitemap.xml'));
    site.file('/one.xml.gz', gzipSync(urlset('/a')), { 'content-type': 'application/gzip' });
    site.file('/two.txt', `${site.origin}/b\nnot an address\n${site.origin}/c\n`);
    expect(await keys()).toEqual(['/a', '/b', '/c']);
  });

  it('that is not there fails the listing', async () => {
    await expect(keys()).rejects.toMatchObject({ code: 'SOURCE_NOT_THERE' });
  });

  it.each([
    ['entities that grow', 'FILE_CORRUPT', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset>&b;</urlset>'],
    ['half of it', 'FILE_CORRUPT', '<urlset><url><loc>http://x/'],
    ['a bomb', 'FILE_LIMIT_EXPANSION', gzipSync(Buffer.alloc(60 * 1024 * 1024, ' '))],
    ['a broken pack', 'FILE_CORRUPT', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
  ])('with %s is refused', async (_name, code, content) => {
    site.file('/sitemap.xml', content);
    await expect(keys()).rejects.toMatchObject({ code, subject: `${site.origin}/sitemap.xml` });
  });

  it('of many pages is cut at the limit, and that is told', async () => {
    site.file('/sitemap.xml', urlset(...Array.from({ length: 60_000 }, (_, n) => `/p/${n}`)));
    for (let n = 0; n < 5; n += 1) site.html(`/p/${n}`, String(n));
    const entries = await entriesOf(connector.list(context({ ...settings(), maxPages: 5 })));
    expect(entries).toHaveLength(6);
    expect(failuresOf(entries)).toEqual([[`${site.origin}/p/5`, 'SOURCE_LIMIT']]);
  });
});

it('reads tags in time that grows with the length alone', () => {
  const nested = '<a href=/x><b><table><div>'.repeat(100_000);
  expect(readPageHead(nested).links).toHaveLength(20_000);
  expect(readPageHead(`<a ${'x=" '.repeat(200_000)}`).links).toEqual([]);
  expect(readPageHead(`<meta name=robots content="${'a-'.repeat(500_000)}">`).noindex).toBe(false);
});
