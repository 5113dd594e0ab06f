import { TargetGuard } from '@mingda/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, entriesOf, failuresOf, itemsOf } from '../../test/listing-context.ts';
import { TestSite } from '../../test/test-site.ts';
import { WebConnector } from './web.connector.ts';

const timing = { requestMs: 2000, retryMs: 1, mostPauseMs: 50 };
// The site is at this name; its address is private like any other.
const guard = new TargetGuard({ allowPrivate: ['localhost'], fixes: [] });
const connector = new WebConnector(guard, timing);

let site: TestSite;
beforeEach(async () => {
  site = await TestSite.start();
});
afterEach(() => site.stop());

function context(settings: object = {}, rest: object = {}) {
  return {
    ...contextOf<'web'>({
      settings: { startUrls: [`${site.origin}/`], sitemaps: [], maxDepth: 2, maxPages: 100, delayMs: 0, ...settings },
      secrets: {},
    }),
    ...rest,
  };
}

async function pathsOf(settings: object = {}): Promise<string[]> {
  const items = await itemsOf(connector.list(context(settings)));
  return items.map((it) => it.key.replace(site.origin, ''));
}

async function contentOf(path: string, settings: object = {}): Promise<string> {
  const items = await itemsOf(connector.list(context(settings)));
  const found = items.find((it) => it.key === site.origin + path);
  return Buffer.from((await found?.read(new AbortController().signal)) ?? []).toString();
}

describe('pages that are taken', () => {
  it('are those that links lead to on the same host, down to the depth', async () => {
    site.html(
      '/',
      `<a href="/a#x">a</a><a href="a?utm_source=m">a</a><AREA href='/b/'><a href="//other.example/">o</a>`,
    );
    site.html('/a', '<a href="mailto:x@y.example">m</a><a href="javascript:void(0)">j</a><a href="/">up</a>');
    site.html('/b/', '<base href="/c/"><a href="d.html">d</a><a href=" e&amp;f ">e</a>');
    site.html('/c/d.html', '<a href="/deep">deep</a>');
    site.html('/c/e&f', 'e');
    expect(await pathsOf()).toEqual(['/', '/a', '/b/', '/c/d.html', '/c/e&f']);
    expect(await pathsOf({ maxDepth: 0 })).toEqual(['/']);
  });

  it('are found in frames and behind pages that send the visitor on', async () => {
    site.html('/', `<META HTTP-EQUIV="Refresh" CONTENT="0; URL='/start'">`);
    site.html('/start', '<frameset><frame src="menu"><frame src="text"></frameset><iframe src="/more"></iframe>');
    for (const path of ['/menu', '/text', '/more']) site.html(path, path);
    expect(await pathsOf()).toEqual(['/', '/start', '/menu', '/text', '/more']);
  });

  it('want to be found, and their links to be followed', async () => {
    site.html('/', '<a href="/n">n</a><a href="/h">h</a><a rel="external nofollow" href="/r">r</a><a href="/o">o</a>');
    site.html('/n', '<meta name="ROBOTS" content="noindex"><a href="/behind-n">b</a>');
    site.html('/behind-n', '<meta name="robots" content="nofollow"><a href="/x">x</a>');
    site.html('/h', 'x', { 'x-robots-tag': 'otherbot: nofollow, noindex' });
    site.html('/o', '<a href="/x">x</a>', { 'x-robots-tag': 'none' });
    site.html('/x', 'x');
    site.html('/r', 'x');
    expect(await pathsOf()).toEqual(['/', '/h', '/behind-n']);
  });

  it('are each taken once, whatever address leads there', async () => {
    site.html('/', '<a href="/print?p=1">p</a><a href="/moved">m</a><a href="/page">p</a>');
    site.html('/print?p=1', '<link rel="canonical" href="/page">printed');
    site.html('/page', 'page');
    site.redirect('/moved', '/page');
    expect(await pathsOf()).toEqual(['/', '/page']);
  });

  it('have the content that was listed, whatever else leads to their address', async () => {
    site.html('/', '<a href="/one">1</a><a href="/two">2</a>');
    site.html('/one', '<link rel=canonical href="/page">first');
    site.html('/two', '<link rel=canonical href="/page">second');
    const items = await itemsOf(connector.list(context()));
    const content = await items[1]?.read(new AbortController().signal);
    expect(Buffer.from(content ?? []).toString()).toContain('first');
    expect(items).toHaveLength(2);
  });

  it('may be documents; what is none is not even read', async () => {
    site.html('/', '<a href="/hand%E5%86%8C">h</a><a href="/data.csv">c</a><a href="/api">a</a><a href="/i.png">i</a>');
    site.file('/hand%E5%86%8C', '%PDF-1.4', { 'content-type': 'application/pdf' });
    site.file('/data.csv', 'a,b', { 'content-type': 'text/plain' });
    site.file('/api', '{}', { 'content-type': 'application/json' });
    site.file('/i.png', 'x', { 'content-type': 'image/png' });
    const items = await itemsOf(connector.list(context()));
    expect(items.map((it) => it.fileName)).toEqual(['localhost.html', 'hand册.pdf', 'data.csv']);
    expect(site.asked).not.toContain('/i.png');
  });

  it('may be downloads that only a header names', async () => {
    site.html('/', '<a href="/download.jsp?id=1">d</a><a href="/download.jsp?id=2">d</a>');
    const named = (name: string) => ({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
    site.file('/download.jsp?id=1', '%PDF-1.4', named('手册.pdf'));
    site.file('/download.jsp?id=2', 'MZ', named('tool.exe'));
    const items = await itemsOf(connector.list(context()));
    expect(items.map((it) => it.fileName)).toEqual(['localhost.html', '手册.pdf']);
  });

  it('keep the encoding that only the header names', async () => {
    const gb18030 = Buffer.from([0xc3, 0xf7, 0xb4, 0xf0]);
    site.file('/', gb18030, { 'content-type': 'text/html; charset="GB18030"' });
    expect(await contentOf('/')).toBe('明答');
  });

  it('are not read inside scripts, styles, comments and text areas', async () => {
    const hidden = ['<script>"<a href=/x>"</script>', '<style><a href=/x></style>', '<!-- <a href=/x> -->'];
    site.html('/', `${hidden.join('')}<textarea><a href=/x></textarea><title><a href=/x></title><a href=/y>`);
    site.html('/x', 'x');
    site.html('/y', 'y');
    expect(await pathsOf()).toEqual(['/', '/y']);
  });
});

describe('a second listing', () => {
  it('asks for nothing that did not change, and finds what lies behind it', async () => {
    let state: unknown = null;
    const keepState = (kept: unknown): void => void (state = JSON.parse(JSON.stringify(kept)));
    site.html('/', '<a href="/a">a</a>', { etag: '"1"' });
    site.html('/a', 'old', { etag: '"2"' });
    const first = await itemsOf(connector.list(context({}, { keepState })));
    site.html('/a', 'new', { etag: '"3"' });
    site.html('/', 'never sent: the etag is the same', { etag: '"1"' });
    const second = await itemsOf(connector.list(context({}, { state, keepState })));
    expect(second.map((it) => it.key)).toEqual(first.map((it) => it.key));
    expect(second[0]?.fingerprint).toBe(first[0]?.fingerprint);
    expect(second[1]?.fingerprint).not.toBe(first[1]?.fingerprint);
    // The engine may want an unchanged page all the same, when it could not be taken in before.
    const content = await second[0]?.read(new AbortController().signal);
    expect(Buffer.from(content ?? []).toString()).toContain('never sent');
  });

  const known = { fingerprintOf: async () => 'f' };

  it('goes on behind a page that is away when it knows what lies there', async () => {
    let state: unknown = null;
    site.html('/', '<a href="/a">a</a>');
    site.html('/a', '<a href="/b">b</a>');
    site.html('/b', 'b');
    await itemsOf(connector.list(context({}, { keepState: (kept: unknown) => void (state = kept) })));
    site.status('/a', 503);
    const entries = await entriesOf(connector.list(context({}, { state, ...known })));
    expect(entries.map((it) => it.key.replace(site.origin, ''))).toEqual(['/', '/a', '/b']);
    expect(failuresOf(entries)).toEqual([[`${site.origin}/a`, 'SOURCE_UNAVAILABLE']]);
  });

  it('fails when it does not know, so that nothing is deleted', async () => {
    site.html('/', '<a href="/a">a</a>');
    site.status('/a', 503);
    await expect(entriesOf(connector.list(context({}, known)))).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    // What was never taken in hides nothing that was, and neither does a file.
    expect(failuresOf(await entriesOf(connector.list(context())))).toHaveLength(1);
    site.html('/', '<a href="/a.pdf">a</a>');
    site.status('/a.pdf', 503);
    expect(failuresOf(await entriesOf(connector.list(context({}, known))))).toHaveLength(1);
  });

  it('keeps the document of a page that is closed now, and lets go of one that is gone', async () => {
    site.html('/', '<a href="/closed">c</a><a href="/gone">g</a>');
    site.status('/closed', 403);
    expect(failuresOf(await entriesOf(connector.list(context({ maxDepth: 1 }, known))))).toEqual([
      [`${site.origin}/closed`, 'SOURCE_DENIED'],
    ]);
    expect(failuresOf(await entriesOf(connector.list(context({ maxDepth: 1 }))))).toEqual([]);
  });

  it('survives a state that is not its own', async () => {
    site.html('/', 'x');
    const state = { version: 1, urls: [], pages: [{ u: 7, n: '', l: [9] }] };
    expect(await itemsOf(connector.list(context({}, { state })))).toHaveLength(1);
  });
});

describe('robots.txt', () => {
  beforeEach(() => {
    site.html('/', '<a href="/open">o</a><a href="/private/x">p</a><a href="/private/ok">k</a>');
    for (const path of ['/open', '/private/x', '/private/ok']) site.html(path, path);
  });

  it('is obeyed, the rules for us before those for all', async () => {
    site.file(
      '/robots.txt',
      'User-agent: *\nDisallow: /\n\nUser-agent: mingda\nDisallow: /private/\nAllow: /private/ok',
    );
    expect(await pathsOf()).toEqual(['/', '/open', '/private/ok']);
    expect(site.asked).not.toContain('/private/x');
    expect(site.asked.filter((it) => it === '/robots.txt')).toHaveLength(1);
  });

  it('that forbids the start address is named', async () => {
    site.file('/robots.txt', 'User-agent: *\nDisallow: /');
    await expect(pathsOf()).rejects.toMatchObject({ code: 'SOURCE_ROBOTS' });
    expect(site.asked).toEqual(['/robots.txt']);
  });

  it('that cannot be had just now closes the site until it can', async () => {
    site.status('/robots.txt', 500);
    await expect(pathsOf()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(new Set(site.asked)).toEqual(new Set(['/robots.txt']));
  });

  it('is obeyed where a redirect leads', async () => {
    site.file('/robots.txt', 'User-agent: *\nDisallow: /private/');
    site.html('/', '<a href="/go">g</a>');
    site.redirect('/go', '/private/x');
    expect(await pathsOf()).toEqual(['/']);
    expect(site.asked).not.toContain('/private/x');
  });
});

describe('redirects', () => {
  it('end', async () => {
    site.redirect('/', '/?again');
    site.redirect('/?again', '/');
    await expect(pathsOf()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('never lead into a private network', async () => {
    const inside = site.origin.replace('localhost', '127.0.0.1');
    site.html('/secret', 'secret');
    site.redirect('/', `${inside}/secret`);
    await expect(pathsOf()).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    for (const literal of ['http://[::ffff:127.0.0.1]/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::1]/']) {
      site.redirect('/', literal);
      await expect(pathsOf()).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    }
    site.html('/', '<a href="/out">o</a>');
    site.redirect('/out', `${inside}/secret`);
    expect(await pathsOf()).toEqual(['/']);
    expect(site.asked).not.toContain('/secret');
  });

  it.each(['file:///etc/passwd', 'ftp://localhost/', 'gopher://x/', 'http://'])('never lead to %s', async (to) => {
    site.redirect('/', to);
    await expect(pathsOf()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('of a start address may lead to another host, which is then the site', async () => {
    const other = await TestSite.start();
    try {
      other.html('/', '<a href="/a">a</a>');
      other.html('/a', 'a');
      site.redirect('/', other.origin);
      const items = await itemsOf(connector.list(context()));
      expect(items.map((it) => it.key)).toEqual([`${other.origin}/`, `${other.origin}/a`]);
    } finally {
      other.stop();
    }
  });
});

describe('a target that the operator does not allow', () => {
  it('is refused by its name when it resolves to a private address', async () => {
    const closed = new WebConnector(new TargetGuard({ allowPrivate: false, fixes: [] }), timing);
    await expect(itemsOf(closed.list(context()))).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    expect(site.asked).toEqual([]);
  });

  it('has no user and password in its address', async () => {
    const startUrls = [`http://user:secret@${site.host}/`];
    const refused = itemsOf(connector.list(context({ startUrls })));
    await expect(refused).rejects.toMatchObject({ code: 'SOURCE_SETTINGS_INVALID' });
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});
