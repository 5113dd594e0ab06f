import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { childrenOf, readXml } from '@mingda/files';
import { MingdaError, type Logger } from '@mingda/platform';
import { pageAddress } from './page-address.ts';
import type { WebFetcher } from './web-fetcher.ts';

/** The protocol's own limit, unpacked. */
const mostBytes = 50 * 1024 * 1024;
const mostSitemaps = 500;
const pieceBytes = 64 * 1024;
const unzip = promisify(gunzip);

export interface SitemapReading {
  readonly fetcher: WebFetcher;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Addresses after which reading stops. */
  readonly most: number;
}

/**
 * The pages of sitemaps: XML or one address a line, packed or not, and indexes of them. As the protocol has it, a
 * sitemap speaks only for its own host; what it says of others is left out.
 * @throws MingdaError as `WebFetcher.visit`, and `FILE_CORRUPT`, `FILE_LIMIT_EXPANSION`
 */
export async function readSitemaps(roots: readonly URL[], reading: SitemapReading): Promise<URL[]> {
  const pages = new Map<string, URL>();
  const waiting = roots.map((url) => ({ url, root: true }));
  const seen = new Set(roots.map((url) => url.href));
  for (let at = 0; at < waiting.length && pages.size < reading.most; at += 1) {
    const { url, root } = waiting[at];
    const found = await readOne(url, root, reading);
    for (const page of found.pages) {
      if (page.host === url.host && pages.size < reading.most) pages.set(page.href, page);
    }
    for (const sitemap of root ? found.sitemaps : []) {
      if (sitemap.host !== url.host || seen.has(sitemap.href) || waiting.length >= mostSitemaps) continue;
      seen.add(sitemap.href);
      waiting.push({ url: sitemap, root: false });
    }
  }
  return [...pages.values()];
}

interface Found {
  readonly pages: URL[];
  readonly sitemaps: URL[];
}

async function readOne(url: URL, root: boolean, { fetcher, signal, logger, most }: SitemapReading): Promise<Found> {
  const found: Found = { pages: [], sitemaps: [] };
  try {
    const visited = await fetcher.visit(url, {
      mostBytes,
      signal,
      mayFollow: async (to) => to.host === url.host || root,
    });
    if (visited.outcome !== 'content') return found;
    await readContent(await unpacked(visited.content, url), url, (kind, address) => {
      if (found[kind].length < most) found[kind].push(address);
    });
    return found;
  } catch (error) {
    // A dead entry of an index would else stop the source for ever.
    if (root || !(error instanceof MingdaError) || error.code !== 'SOURCE_NOT_THERE') throw error;
    logger.warn({ sitemap: url.href }, 'a sitemap of the index is not there');
    return found;
  }
}

type Take = (kind: keyof Found, address: URL) => void;

async function readContent(content: Buffer, url: URL, take: Take): Promise<void> {
  const head = content.subarray(0, 4096).toString('utf8').trimStart();
  if (!/^\uFEFF?</.test(head)) {
    for (const line of content.toString('utf8').split('\n')) {
      const address = pageAddress(line);
      if (address !== undefined) take('pages', address);
    }
    return;
  }
  const kind = /<(?:\w+:)?sitemapindex[\s>]/.test(head) ? 'sitemaps' : 'pages';
  try {
    await readXml(pieces(content), kind === 'sitemaps' ? 'sitemapindex' : 'urlset', (entry) => {
      const parts = childrenOf(entry, 'loc')[0]?.children ?? [];
      const address = pageAddress(parts.filter((it) => typeof it === 'string').join(''), url);
      if (address !== undefined) take(kind, address);
    });
  } catch (error) {
    if (!(error instanceof MingdaError)) throw error;
    throw new MingdaError(error.code, {
      subject: url.href,
      detail: error.detail ?? 'This is no sitemap.',
      cause: error,
    });
  }
}

/** In pieces, so that others have their turn while a large one is read. */
async function* pieces(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += pieceBytes) {
    yield content.subarray(at, at + pieceBytes);
    await breathe();
  }
}

async function unpacked(content: Buffer, url: URL): Promise<Buffer> {
  if (content[0] !== 0x1f || content[1] !== 0x8b) return content;
  try {
    return await unzip(content, { maxOutputLength: mostBytes });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new MingdaError(tooLarge ? 'FILE_LIMIT_EXPANSION' : 'FILE_CORRUPT', { subject: url.href, cause: error });
  }
}
